import { CONTESTANTS, type Contestant } from '../contestants.ts';
import { listOf, type Operation, QUERIES, type Query, THREE_FIELDS } from '../operations.ts';

/** One thing that grows, while all else stays as it is. */
export interface Series {
  /** As in `--only`. */
  readonly id: string;
  readonly title: string;
  /** What is asked, and how: one line of prose. */
  readonly about: string;
  /** What the sizes count. */
  readonly unit: string;
  readonly sizes: readonly number[];
  /** What is asked at a size. */
  query(size: number): Query;
  /** How many requests an operation of that size takes. Default: one. */
  requests?(size: number): number;
  /** How many callers ask at once. Default: as many as in every other measure. */
  callers?(size: number): number;
  /** Settings that are not the default. */
  env?(size: number): Record<string, string>;
}

/** The most that a page holds. */
const PAGE = 100;
const [q1, q8] = [QUERIES[0]!, QUERIES.at(-1)!];
const one: Operation = { kind: 'client', client: 0, fields: THREE_FIELDS };
const pagesOf = (items: number) => Math.ceil(items / PAGE);

/** One question under many names: documents that differ in nothing else. */
const documents = (size: number): Query => ({
  id: `documents_${size}`,
  title: `${size} documents`,
  account: 'small',
  manyDocuments: true,
  operations: Array(size).fill(one),
});

/** What grows, in the order of the report. */
export const SERIES: readonly Series[] = [
  {
    id: 'items',
    title: 'Items of a list',
    about: 'The first of 10,000 clients, ten fields, 100 a request. A row is all its requests together; p50 is of one.',
    unit: 'items',
    sizes: [1, 10, 100, 1_000, 10_000],
    query: (size) => ({
      id: `items_${size}`,
      title: `${size} items`,
      account: 'large',
      operations: Array.from({ length: pagesOf(size) }, (_, page) => listOf(Math.min(size, PAGE), page * PAGE)),
    }),
    requests: pagesOf,
  },
  {
    id: 'ids',
    title: 'Ids in one operation',
    about: "`_entities` of so many of an account's 500 clients. `MAX_COST` is raised: by default it allows fewer.",
    unit: 'ids',
    sizes: [1, 10, 50, 100, 250, 500],
    query: (size) => ({
      id: `ids_${size}`,
      title: `${size} ids`,
      account: 'small',
      operations: [{ kind: 'entities', clients: [...Array(size).keys()] }],
    }),
    env: () => ({ MAX_COST: '100000' }),
  },
  {
    id: 'documents',
    title: 'Different documents',
    about: 'Q1 under so many operation names. Callers begin at different ones, so that none comes twice in a row.',
    unit: 'documents',
    sizes: [1, 10, 100, 1_000, 2_000, 5_000, 10_000],
    query: documents,
  },
  {
    id: 'callers',
    title: 'Callers at once',
    about: 'Q1 by so many callers, each with a connection and a credential of its own, who ask again once answered.',
    unit: 'callers',
    sizes: [1, 4, 16, 64, 256, 1_000],
    query: () => q1,
    callers: (size) => size,
  },
  {
    id: 'accounts',
    title: 'Accounts',
    about: 'Q1 with so many credentials in turn.',
    unit: 'accounts',
    sizes: [1, 10, 100, 1_000, 2_000, 5_000, 10_000],
    query: (size) => ({ ...q1, credentials: size }),
  },
  {
    id: 'workers',
    title: 'Workers',
    about: 'Q8 with `WORKERS` set. All share one core here: this tells what a further process costs, not what it adds.',
    unit: 'workers',
    sizes: [1, 2],
    query: () => q8,
    env: (size) => ({ WORKERS: String(size) }),
  },
  {
    id: 'held',
    title: 'Accounts and documents together',
    about: 'So many documents, asked with so many credentials in turn: what memory that takes.',
    unit: 'of each',
    sizes: [100, 1_000, 10_000],
    query: (size) => ({ ...documents(size), credentials: size }),
  },
];

/** The gateway as a series has it at a size. */
export function gatewayOf({ env }: Series, size: number): Contestant {
  const gateway = CONTESTANTS[0]!;
  return env === undefined ? gateway : { ...gateway, env: env(size) };
}

import { ACCOUNTS, type AccountName } from './fixtures.ts';

export const CLIENT_FIELDS = [
  'clientId',
  'name',
  'clientType',
  'createdAt',
  'updatedAt',
  'allowedScopes',
  'allowedGrantTypes',
  'redirectUris',
  'requirePkce',
  'logoUri',
] as const;

export type ClientField = (typeof CLIENT_FIELDS)[number];
type Fields = readonly ClientField[];

/** What a caller wants, in no API's words. Clients are told by their index in the account. */
export type Operation =
  | { readonly kind: 'client'; readonly client: number; readonly fields: Fields }
  | { readonly kind: 'clients'; readonly offset: number; readonly size: number; readonly fields: Fields }
  | { readonly kind: 'grants'; readonly size: number }
  | { readonly kind: 'typename' }
  /** Writes the name that it has, so that an upstream of files gives the right answer. */
  | { readonly kind: 'update'; readonly client: number }
  | { readonly kind: 'entities'; readonly clients: readonly number[] };

/** One line of the benchmark. */
export interface Query {
  readonly id: string;
  readonly title: string;
  readonly account: AccountName;
  /** Whether each operation is a document of its own; else they are one, with other variables. */
  readonly manyDocuments?: boolean;
  /** How many callers' credentials; undefined: each connection has its own. */
  readonly credentials?: number;
  /** What the callers ask, in turn. */
  readonly operations: readonly Operation[];
}

/** What the first query asks of a client. */
export const THREE_FIELDS: Fields = ['clientId', 'name', 'clientType'];
const SMALL = ACCOUNTS.small.clients;

/** A list of this many clients, all fields. */
export const listOf = (size: number, offset = 0): Operation => ({
  kind: 'clients',
  offset,
  size,
  fields: CLIENT_FIELDS,
});

/** The queries, by the ids that the issues use. */
export const QUERIES: readonly Query[] = [
  {
    id: 'q1',
    title: 'one client, 3 fields',
    account: 'small',
    operations: Array.from({ length: SMALL }, (_, client) => ({ kind: 'client', client, fields: THREE_FIELDS })),
  },
  { id: 'q2', title: 'a list of 50 clients, 10 fields', account: 'small', operations: [listOf(50)] },
  {
    id: 'q3',
    title: '100 grants, each with its client’s name',
    account: 'small',
    operations: [{ kind: 'grants', size: 100 }],
  },
  { id: 'q4', title: '`{ __typename }`', account: 'small', operations: [{ kind: 'typename' }] },
  { id: 'q5', title: 'a page of 20 in the middle of 10,000', account: 'large', operations: [listOf(20, 5_000)] },
  {
    id: 'q6',
    title: 'a mutation: one client updated',
    account: 'small',
    operations: Array.from({ length: SMALL }, (_, client) => ({ kind: 'update', client })),
  },
  {
    id: 'q7',
    title: '100 `_entities`',
    account: 'small',
    operations: [{ kind: 'entities', clients: Array.from({ length: 100 }, (_, index) => index * 5) }],
  },
  {
    id: 'q8',
    title: 'mixed: 200 documents, 50 credentials',
    account: 'small',
    manyDocuments: true,
    credentials: 50,
    operations: mixed(200),
  },
];

/** The name of the document of its operation with this index. */
export function documentName({ id, manyDocuments }: Query, index: number): string {
  return manyDocuments ? `Bench_${id}_${index}` : `Bench_${id}`;
}

/**
 * Different operations of all kinds, the same on every call: half read one client, others lists, grants, entities;
 * one in ten writes.
 */
export function mixed(count: number): Operation[] {
  return Array.from({ length: count }, (_, index): Operation => {
    const client = (index * 37) % SMALL;
    const fields = someFields(index);
    const kind = index % 10;
    if (kind < 5) return { kind: 'client', client, fields };
    if (kind < 7) return { kind: 'clients', offset: 0, size: 5 + (index % 25), fields };
    if (kind === 7) return { kind: 'grants', size: 10 + (index % 20) };
    if (kind === 8) return { kind: 'update', client };
    return { kind: 'entities', clients: Array.from({ length: 10 }, (_, nth) => (client + nth * 31) % SMALL) };
  });
}

/** One to ten fields, another choice for each number. */
function someFields(number: number): Fields {
  const bits = Math.imul(number + 1, 0x9e3779b1) >>> 16;
  const fields = CLIENT_FIELDS.filter((_, index) => (bits >> index) & 1);
  return fields.length > 0 ? fields : THREE_FIELDS;
}

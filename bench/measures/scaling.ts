import { compare } from '../compare.ts';
import { CONTESTANTS } from '../contestants.ts';
import { listOf, type Operation, type Query, THREE_FIELDS } from '../operations.ts';
import type { Options } from '../options.ts';
import { isTimed, type Results, type ScalingRow } from '../results.ts';
import type { Bench } from '../sample.ts';

const LIST_SIZES = [1, 10, 25, 50, 100];
const DOCUMENTS = [1, 20, 200, 2_000];
const ITEMS = 'items in the list';
const OTHERS = 'different documents';

/** What a longer list costs, and what more different documents cost. */
export async function scaling(bench: Bench, options: Options): Promise<NonNullable<Results['scaling']>> {
  const sized = (of: ScalingRow['of'], size: number, query: Pick<Query, 'manyDocuments' | 'operations'>) => {
    const id = `${of.split(' ', 1)[0]}_${size}`;
    return { of, size, query: { id, title: `${size} ${of}`, account: 'small', ...query } satisfies Query };
  };
  // The same question under more and more names: what grows is the number of documents and nothing else.
  const asked: Operation = { kind: 'client', client: 0, fields: THREE_FIELDS };
  const cases = [
    ...LIST_SIZES.map((size) => sized(ITEMS, size, { operations: [listOf(size)] })),
    ...DOCUMENTS.map((size) => sized(OTHERS, size, { manyDocuments: true, operations: Array(size).fill(asked) })),
  ];
  const { date, queries } = await compare(
    bench,
    CONTESTANTS.filter(({ id }) => id === 'gateway' || id === 'pick'),
    cases.map(({ query }) => query),
    { ...options, starts: options.starts ?? 2, seconds: options.seconds ?? 3 },
  );
  const rows = queries.flatMap(({ cells }, index) => {
    const { of, size } = cases[index]!;
    return cells.filter(isTimed).map((cell): ScalingRow => ({ ...cell, of, size }));
  });
  return { date, rows };
}

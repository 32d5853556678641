import { listOf, type Operation, type Query, THREE_FIELDS } from '../operations.ts';
import type { Options } from '../options.ts';
import { isMeasured, type Results, type ScalingRow } from '../results.ts';
import type { Running } from '../running.ts';
import type { Bench } from '../sample.ts';
import { cellsOf } from './throughput.ts';

const LIST_SIZES = [1, 10, 25, 50, 100];
const DOCUMENTS = [1, 20, 200, 2_000];

/** What a longer list costs, and what more different documents cost. */
export async function scaling(
  bench: Bench,
  runnings: readonly Running[],
  options: Options,
): Promise<NonNullable<Results['scaling']>> {
  const rows: ScalingRow[] = [];
  const measure = async (of: ScalingRow['of'], size: number, query: Omit<Query, 'id' | 'title' | 'account'>) => {
    options.say(`scaling: ${size} ${of}`);
    const id = `scaling_${size}`;
    const cells = await cellsOf(bench, runnings, { id, title: `${size} ${of}`, account: 'small', ...query }, options);
    rows.push(...cells.filter(isMeasured).map((cell) => ({ ...cell, of, size })));
  };
  for (const size of LIST_SIZES) await measure('items in the list', size, { operations: [listOf(size)] });
  // The same question under more and more names: what grows is the number of documents and nothing else.
  for (const size of DOCUMENTS) {
    const operation: Operation = { kind: 'client', client: 0, fields: THREE_FIELDS };
    await measure('different documents', size, { manyDocuments: true, operations: Array(size).fill(operation) });
  }
  return { date: new Date().toISOString(), rows };
}

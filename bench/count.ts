import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changes, countsTable, type Figures } from './count/judge.ts';
import { measureCounts } from './count/measure.ts';

/*
 * What a request costs, told without a clock, beside the committed figures:
 *
 *     npm run bench:count                 ends with 1 where one changed by more than its tolerance
 *     npm run bench:count -- --accept     writes them anew
 */
const { values } = parseArgs({ options: { accept: { type: 'boolean', default: false } } });
const file = join(import.meta.dirname, 'count/figures.json');
const measured = await measureCounts();
console.log(countsTable(measured));
if (values.accept) {
  writeFileSync(file, `${JSON.stringify(measured, undefined, 2)}\n`);
  console.log(`Written to ${file}: commit it with the change, and say there why.`);
} else {
  const changed = changes(JSON.parse(readFileSync(file, 'utf8')) as Figures, measured);
  for (const line of changed) console.error(line);
  if (changed.length > 0) {
    console.error('If that is meant, `npm run bench:count -- --accept` writes the new figures; commit them.');
    process.exitCode = 1;
  }
}

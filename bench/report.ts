import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartOf } from './report/chart.ts';
import { documentOf } from './report/document.ts';
import type { Results } from './results.ts';

/** Writes RESULTS.md and results.svg, beside this file, from the figures of a run. */
const [from = join(import.meta.dirname, 'results.json')] = process.argv.slice(2);
const results: Results = JSON.parse(readFileSync(from, 'utf8'));
const document = join(import.meta.dirname, 'RESULTS.md');
const chart = join(import.meta.dirname, 'results.svg');

writeFileSync(document, documentOf(results, existsSync(document) ? readFileSync(document, 'utf8') : undefined));
if (results.speed) writeFileSync(chart, chartOf(results.speed));
console.log(`${document}\n${results.speed ? chart : 'No chart: there is no speed in these figures.'}`);

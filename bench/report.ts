import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './contestants.ts';
import { chartOf } from './report/chart.ts';
import { documentOf, emptyDocument, withFigures } from './report/document.ts';
import { growthChart } from './report/growth-chart.ts';
import { PROSE, profileTables } from './report/profiles.ts';
import { chartFile, scaleSection } from './report/scale.ts';
import type { Results } from './results.ts';

/**
 * Writes RESULTS.md and results.svg, beside this file, from the figures of a run; and where it has them, what grows
 * into docs/scale.md, with its charts, and the profiles into profiles/README.md.
 */
const [from = join(import.meta.dirname, 'results.json')] = process.argv.slice(2);
const results: Results = JSON.parse(readFileSync(from, 'utf8'));
const { machine, speed, soak, scale, profile } = results;

const document = join(import.meta.dirname, 'RESULTS.md');
write(document, documentOf(results, existing(document)));
if (speed) write(join(import.meta.dirname, 'results.svg'), chartOf(speed));
if (scale) {
  const docs = join(ROOT, 'docs');
  const page = join(docs, 'scale.md');
  write(page, withFigures(readFileSync(page, 'utf8'), scaleSection(scale, machine, soak)));
  for (const series of scale.series) write(join(docs, chartFile(series)), growthChart(series));
}
if (profile) {
  const readme = join(import.meta.dirname, 'profiles/README.md');
  const before = existing(readme) ?? emptyDocument('Profiles', PROSE);
  write(readme, withFigures(before, profileTables(profile, machine)));
}

function existing(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function write(file: string, text: string): void {
  writeFileSync(file, text);
  console.log(file);
}

import type { Results } from '../results.ts';
import { machineOf } from './machine.ts';
import { tablesOf } from './tables.ts';

const BEGIN = '<!-- figures: written by bench/report.ts -->';
const END = '<!-- /figures -->';

const EMPTY = `# Results

![CPU time against ceilings and peers](results.svg)

${BEGIN}
${END}
`;

/**
 * The document with new figures. What stands in front of and behind them is written by hand and is kept.
 * Throws where the marks around the figures are not there.
 *
 * @param before the document as it is; undefined where there is none
 */
export function documentOf(results: Results, before: string = EMPTY): string {
  return withFigures(before, `${machineOf(results.machine)}\n\n${tablesOf(results)}`);
}

/** Figures between the marks of a document, in place of those that are there. Throws where the marks are not there. */
export function withFigures(before: string, figures: string): string {
  const [begin, end] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`The document needs the lines "${BEGIN}" and "${END}", in this order.`);
  return `${before.slice(0, begin)}${BEGIN}\n${figures}${before.slice(end)}`;
}

/** A new document: a heading, prose, and room for figures. */
export function emptyDocument(title: string, prose: string): string {
  return `# ${title}\n\n${prose}\n\n${BEGIN}\n${END}\n`;
}

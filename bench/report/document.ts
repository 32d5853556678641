import type { Results } from '../results.ts';
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
  const [begin, end] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`The document needs the lines "${BEGIN}" and "${END}", in this order.`);
  const { cpu, cores, node, pinned } = results.machine;
  const place = pinned
    ? 'what is measured has one core for itself, load and upstream share another'
    : 'not pinned to cores';
  const machine = `Machine: ${cpu}, ${cores} cores, Node ${node}; ${place}.`;
  return `${before.slice(0, begin)}${BEGIN}\n${machine}\n\n${tablesOf(results)}${before.slice(end)}`;
}

import { styleText } from 'node:util';
import { CHECKS, type Finding, type State } from './checks.ts';
import type { Env, Io } from './io.ts';

/** The report of one run. */
export interface Report {
  readonly apiUrl: string | undefined;
  /** Requests that were made. */
  readonly calls: number;
  readonly findings: readonly Finding[];
}

const COLOURS = { holds: 'green', 'does not hold': 'red', 'cannot be told': 'yellow' } as const;
const STATES = Object.keys(COLOURS) as State[];
const STATE_WIDTH = Math.max(...STATES.map((state) => state.length)) + 2;
const ID_WIDTH = Math.max(...Object.keys(CHECKS).map((id) => id.length)) + 2;
const INDENT = 2 + STATE_WIDTH + ID_WIDTH;
/** Columns of a line at the most, and the default where the terminal's width is unknown. */
const WIDTH = 120;
const NARROWEST = INDENT + 30;

/** The report as JSON. */
export function asJson({ apiUrl, calls, findings }: Report): string {
  const checks = findings.map(({ id, state, seen, advice }) => ({ id, ...CHECKS[id], state, seen, advice }));
  return `${JSON.stringify({ apiUrl, calls, summary: summaryOf(findings), checks }, null, 2)}\n`;
}

/** The report as a table, in colour on a terminal. */
export function asTable({ apiUrl, calls, findings }: Report, stdout: Io['stdout'], env: Env): string {
  const isColourful = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    isColourful ? styleText(style, text, { validateStream: false }) : text;
  const width = Math.max(Math.min(stdout.columns ?? WIDTH, WIDTH), NARROWEST) - INDENT;
  const lines: string[] = [];
  let group = '';
  for (const { id, state, seen, advice } of findings) {
    const check = CHECKS[id];
    if (check.group !== group) lines.push('', paint('bold', check.group));
    group = check.group;
    const [first = '', ...more] = wrapped(`${check.assumption}: ${seen}`, width);
    lines.push(`  ${paint(COLOURS[state], state.padEnd(STATE_WIDTH))}${id.padEnd(ID_WIDTH)}${first}`);
    lines.push(...more.map((line) => ' '.repeat(INDENT) + line));
    if (advice === undefined) continue;
    const [begin = '', ...rest] = wrapped(`-> ${advice}`, width);
    lines.push(...[begin, ...rest.map((line) => `   ${line}`)].map((line) => ' '.repeat(INDENT) + paint('bold', line)));
  }
  const { holds, doesNotHold, cannotBeTold } = summaryOf(findings);
  const where = apiUrl === undefined ? '' : ` of ${apiUrl}, in ${calls} requests`;
  lines.push('', `${holds} hold, ${doesNotHold} do not, ${cannotBeTold} cannot be told${where}`);
  return `${lines.join('\n').trimStart()}\n`;
}

function summaryOf(findings: readonly Finding[]) {
  const count = (state: State) => findings.filter((finding) => finding.state === state).length;
  return { holds: count('holds'), doesNotHold: count('does not hold'), cannotBeTold: count('cannot be told') };
}

/** Wraps a text between words. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line += `${line && ' '}${word}`;
  }
  return [...lines, line];
}

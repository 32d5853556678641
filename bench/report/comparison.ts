import type { Interval } from '../ratio.ts';
import { type Cell, type Comparison, isTimed, type Timed } from '../results.ts';
import { markdown, section, short, whole } from './markdown.ts';

/**
 * How fast the first contestant is in what the others are, fit for a commit's message. The control is the first row:
 * what differs by no more is called even.
 */
export function comparisonTable({ contestants, queries, together, ...how }: Comparison): string {
  const [first, ...others] = contestants;
  const column = (id: string) => queries.map(({ cells }) => cells.find(({ contestant }) => contestant === id));
  const own = column(first!.id).map((cell) => (isTimed(cell) ? short(cell.cpuUs) : '-'));
  const rows = [
    [`requests of ${first!.title} in the CPU time of one of`, ...queries.map(({ id }) => id.toUpperCase()), 'together'],
    ...others.map(({ id, title }) => {
      const all = together.find(({ contestant }) => contestant === id);
      return [title, ...column(id).map(speedOf), all === undefined ? '-' : textOf(all)];
    }),
    [`CPU µs of ${first!.title}`, ...own, '-'],
  ];
  const { starts, seconds, turnSeconds, connections, upstream, took } = how;
  const turns = `turns of ${turnSeconds * 1_000} ms for ${seconds} s in each of ${starts} starts`;
  const legend =
    'medians of pairs [95 % interval]; even: the interval overlaps the control’s; together: [99 % interval]';
  return `${turns}, ${connections} callers, upstream: ${upstream}; ${whole(took)} s in all; ${legend}\n\n${markdown(rows)}`;
}

/** The comparison, and the figures of each query. */
export function comparisonSection(title: string, comparison: Comparison): string {
  const { date, absent, queries, contestants } = comparison;
  const name = (id: string) => contestants.find((one) => one.id === id)?.title ?? id;
  const missing = Object.entries(absent).map(([who, reason]) => `${who} did not take part: ${reason}\n`);
  const tables = queries.map(({ id, title: of, cells }) => {
    const rows = cells.filter(isTimed).map((cell) => [name(cell.contestant), ...figuresOf(cell)]);
    return `### ${id.toUpperCase()}: ${of}\n\n${markdown([['', ...FIGURES], ...rows])}${untimed(cells, name)}`;
  });
  return [section(title, date, comparisonTable(comparison)), ...missing, ...tables].join('\n');
}

const FIGURES = ['CPU µs', 'p50 ms', 'calls', 'RSS MB', 'wrong', 'pairs'];

function figuresOf({ cpuUs, p50, calls, rssMb, wrong, pairs }: Timed): string[] {
  return [short(cpuUs), short(p50), short(calls), whole(rssMb), String(wrong), String(pairs)];
}

function untimed(cells: readonly Cell[], name: (id: string) => string): string {
  return cells
    .filter((cell) => 'reason' in cell)
    .map((cell) => `\n${name(cell.contestant)}: not timed, ${cell.reason}\n`)
    .join('');
}

function speedOf(cell: Cell | undefined): string {
  return isTimed(cell) ? textOf(cell) : '-';
}

function textOf({ contestant, speed, verdict }: Comparison['together'][number]): string {
  return contestant === 'control' ? intervalOf(speed) : `${intervalOf(speed)} ${verdict}`;
}

/** Three digits behind the point tell small differences, two large ones. */
export function intervalOf({ median, low, high }: Interval): string {
  const digits = median < 2 ? 3 : 2;
  return `${median.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

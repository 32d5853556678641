import type { Machine, Soak } from '../results.ts';
import type { Scale, ScalePoint, ScaleSeries } from '../scale/results.ts';
import { machineOf } from './machine.ts';
import { markdown, short, whole, wrapped } from './markdown.ts';

/** The chart of a series, beside the document. */
export const chartFile = ({ id }: ScaleSeries): string => `scale-${id}.svg`;

/** The section of the document: for each thing that grows its chart and its table. */
export function scaleSection(scale: Scale, machine: Machine, soak: Soak | undefined): string {
  const { date, upstream, connections, series } = scale;
  const head = [
    '## Cost as work grows',
    `*Measured* at ${date}, ${connections} callers at once, upstream: ${upstream}; each row in a new process.`,
    machineOf(machine),
    GROWTH,
  ];
  const memory = soak === undefined ? [] : [memoryOf(soak)];
  return `${[...head.map(wrapped), ...series.map(partOf), ...memory].join('\n\n')}\n`;
}

const GROWTH =
  '*Growth* compares a row with the one above it: 0 where the CPU time is the same, 1 where it grows as the size does, ' +
  '2 where it grows as its square. CPU time and calls are of one operation; memory is what the process holds.';

function partOf(series: ScaleSeries): string {
  const { title, about, unit, points } = series;
  const rows = points.map((point, index) => [
    whole(point.size),
    short(point.cpuUs),
    growthOf(point, points[index - 1]),
    short(point.p50),
    short(point.calls),
    whole(point.rssMb),
    whole(point.wrong),
  ]);
  const table = markdown([[unit, 'CPU µs', 'growth', 'p50 ms', 'calls', 'RSS MB', 'wrong'], ...rows]);
  return `### ${title}\n\n${wrapped(about)}\n\n![${title}: CPU time](${chartFile(series)})\n\n${table.trimEnd()}`;
}

/** The power of the size that the CPU time grows by. */
function growthOf(point: ScalePoint, before: ScalePoint | undefined): string {
  if (before === undefined) return '-';
  return (Math.log(point.cpuUs / before.cpuUs) / Math.log(point.size / before.size)).toFixed(2);
}

function memoryOf({ date, seconds, rssMb, slopeMbPerMinute }: Soak): string {
  const grown = `it grew by ${short(slopeMbPerMinute)} MB a minute after the first fifth of that`;
  const text = `*Measured* at ${date}: after ${seconds} s of Q8 the process holds ${whole(rssMb)} MB; ${grown}.`;
  return `### Memory over time\n\n${wrapped(text)}`;
}

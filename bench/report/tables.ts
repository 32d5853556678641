import { type Cell, isMeasured, type Measured, type Results, type Throughput } from '../results.ts';

/** All sections as Markdown, which reads well on a terminal too. */
export function tablesOf(results: Results): string {
  const { throughput, latency, soak, start, upstreamLatency, scaling } = results;
  const sections = [
    throughput && throughputSection(throughput),
    latency &&
      section('Q1 at half of the capacity', latency.date, [
        ['contestant', 'capacity/s', 'rate/s', 'p50 ms', 'p99 ms', 'p99 / p50', 'wrong'],
        ...latency.rows.map(({ contestant, capacity, rate, p50, p99, wrong }) => [
          contestant,
          whole(capacity),
          whole(rate),
          short(p50),
          short(p99),
          short(p99 / p50),
          String(wrong),
        ]),
      ]),
    soak &&
      section(`Memory after ${soak.seconds} s of Q8`, soak.date, [
        ['rate/s', 'RSS MB', 'growth MB/min'],
        [whole(soak.rate), whole(soak.rssMb), short(soak.slopeMbPerMinute)],
      ]),
    start &&
      section('From the start to the first answer', start.date, [
        ['median ms', 'all ms'],
        [whole(start.medianMs), start.runs.map(whole).join(', ')],
      ]),
    upstreamLatency &&
      section(`An upstream of ${upstreamLatency.latencyMs} ms`, upstreamLatency.date, [
        ['query', 'callers', 'contestant', ...FIGURES],
        ...upstreamLatency.rows.map((row) => [row.query, String(row.callers), row.contestant, ...figures(row)]),
      ]),
    scaling &&
      section('Cost against size', scaling.date, [
        ['of', 'how many', 'contestant', ...FIGURES],
        ...scaling.rows.map((row) => [row.of, String(row.size), row.contestant, ...figures(row)]),
      ]),
  ];
  return sections.filter((text) => text !== undefined).join('\n');
}

/** How the gateway stands to another at a query: its rate in the other's; undefined where one was not timed. */
export function ratio(cells: readonly Cell[], to: string): number | undefined {
  const [ours, theirs] = ['gateway', to].map((id) => cells.find(({ contestant }) => contestant === id));
  return isMeasured(ours) && isMeasured(theirs) ? ours.rate / theirs.rate : undefined;
}

function throughputSection(throughput: Throughput): string {
  const { rounds, seconds, connections, upstream, date, queries, contestants, absent } = throughput;
  const title = (id: string) => contestants.find((one) => one.id === id)?.title ?? id;
  const how = `${rounds} rounds of ${seconds} s, ${connections} callers, upstream: ${upstream}`;
  const others = contestants.filter(({ role }) => role !== 'gateway');
  const ratios = [
    ['the gateway against', ...queries.map(({ id }) => id.toUpperCase())],
    ...others.map(({ id, title }) => [title, ...queries.map(({ cells }) => times(ratio(cells, id)))]),
  ];
  const tables = queries.map(({ id, title: of, cells }) =>
    [
      `### ${id.toUpperCase()}: ${of}\n`,
      markdown([
        ['', ...FIGURES],
        ...cells.filter(isMeasured).map((cell) => [title(cell.contestant), ...figures(cell)]),
      ]),
      ...cells
        .filter((cell) => 'reason' in cell)
        .map((cell) => `\n${title(cell.contestant)}: not timed, ${cell.reason}`),
    ].join('\n'),
  );
  const missing = Object.entries(absent).map(([name, reason]) => `${name} did not take part: ${reason}\n`);
  return [section('Throughput', `${date}; ${how}`, ratios), ...missing, ...tables].join('\n');
}

const FIGURES = ['requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'core used', 'calls', 'RSS MB', 'wrong'];

function figures({ rate, p50, p99, cpuUs, busy, calls, rssMb, wrong }: Measured): string[] {
  const used = `${whole(busy * 100)} %`;
  return [whole(rate), short(p50), short(p99), whole(cpuUs), used, short(calls), whole(rssMb), String(wrong)];
}

function section(title: string, note: string, rows: readonly (readonly string[])[]): string {
  return `## ${title}\n\n${note}\n\n${markdown(rows)}`;
}

/** A table with columns of one width; the first row is its head. */
export function markdown(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => rows.slice(1).every((row) => !/^-?\d/.test(row[column] ?? ''));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (isText(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return `${[line(head), line(rule), ...rows.slice(1).map(line)].join('\n')}\n`;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const times = (value: number | undefined): string => (value === undefined ? '-' : `${value.toFixed(2)}x`);

/** Three digits that matter. */
function short(value: number): string {
  return Math.abs(value) >= 100 ? whole(value) : String(Number(value.toPrecision(3)));
}

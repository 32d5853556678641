import type { Results } from '../results.ts';
import { comparisonSection } from './comparison.ts';
import { markdown, section, short, whole } from './markdown.ts';
import { profileTables } from './profiles.ts';
import { scaleSection } from './scale.ts';
import { targetsTable } from './targets.ts';

/** All that was measured as Markdown, which reads well on a terminal too. */
export function allTablesOf(results: Results): string {
  const { scale, profile, machine, soak } = results;
  const others = [scale && scaleSection(scale, machine, soak), profile && profileTables(profile, machine)];
  return [tablesOf(results), ...others].filter(Boolean).join('\n');
}

/** The sections of RESULTS.md. */
export function tablesOf(results: Results): string {
  const { speed, against, latency, soak, start, distance } = results;
  const targets = targetsTable(results);
  const sections = [
    targets && section('What is aimed at', 'Requests of this gateway in the CPU time of one of the other.', targets),
    speed && comparisonSection('CPU time per request', speed),
    against && comparisonSection('Against another revision', against),
    latency &&
      tableSection('Q1 at half of the capacity', latency.date, [
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
      tableSection(`Memory after ${soak.seconds} s of Q8`, soak.date, [
        ['rate/s', 'RSS MB', 'growth MB/min'],
        [whole(soak.rate), whole(soak.rssMb), short(soak.slopeMbPerMinute)],
      ]),
    start &&
      tableSection('From the start to the first answer', start.date, [
        ['median ms', 'all ms'],
        [whole(start.medianMs), start.runs.map(whole).join(', ')],
      ]),
    distance &&
      tableSection('At a distance', distance.date, [
        ['upstream', 'query', 'contestant', 'callers', 'right/s', 'wrong/s', 'p50 ms', 'p99 ms', 'calls', 'CPU µs'],
        ...distance.rows.map((row) => [
          `${row.latencyMs} ms${row.quota === undefined ? '' : `, ${row.quota} calls/s`}`,
          row.query,
          row.contestant,
          String(row.callers),
          short(row.rate),
          short(row.wrongRate),
          short(row.p50),
          short(row.p99),
          whole(row.calls),
          short(row.cpuUs),
        ]),
      ]),
  ];
  return sections.filter((text) => text !== undefined).join('\n');
}

function tableSection(title: string, date: string, rows: readonly (readonly string[])[]): string {
  return section(title, date, markdown(rows));
}

import {
  LegendDisplayMode,
  LegendPlacement,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Gauges } from '../src/observe/instruments.ts';
import { createMetrics } from '../src/observe/metrics.ts';
import { RequestDurations } from '../src/observe/request-durations.ts';
import { type Panel, ROWS, type Row } from './dashboard/panels.ts';

/** Suffixes of a histogram's series. */
const SERIES = /_(bucket|count|sum)$/;
/** What names a metric of ours or of the process in a query. */
const NAME = /\b(?:gateway|http_client|nodejs|process)_\w+/g;

/** All panels in one place: a grid of two columns. */
const [WIDTH, HEIGHT] = [12, 8];

const DATA = { type: 'prometheus', uid: '$datasource' };

const LEGEND = new VizLegendOptionsBuilder()
  .showLegend(true)
  .displayMode(LegendDisplayMode.List)
  .placement(LegendPlacement.Bottom);
const TOOLTIP = new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi);

/**
 * The Grafana dashboard. A panel's text is the help of its metrics. Throws where a panel names a metric that the gateway
 * does not have, or where one of the gateway's is on no panel.
 */
export async function printDashboard(): Promise<string> {
  const helps = await metricHelps();
  const shown = new Set(ROWS.flatMap(({ panels }) => panels.flatMap(metricsOf)));
  const unknown = [...shown].filter((name) => !helps.has(name));
  const missing = [...helps.keys()].filter((name) => name.startsWith('gateway_') && !shown.has(name));
  if (unknown.length > 0) throw new Error(`panels.ts names metrics that do not exist: ${unknown}`);
  if (missing.length > 0) throw new Error(`panels.ts lacks a panel of: ${missing}`);
  const dashboard = new DashboardBuilder('Telnyx OAuth over GraphQL')
    .uid('telnyx-oauth-graphql')
    .tags(['graphql', 'telnyx'])
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .timezone('browser')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .withVariable(choice('job', 'label_values(gateway_processes, job)'))
    .withVariable(choice('instance', 'label_values(gateway_processes{job=~"$job"}, instance)'));
  for (const row of ROWS) addRow(dashboard, row, helps);
  return `${JSON.stringify(dashboard.build(), null, 2)}\n`;
}

/** Names of metrics, each with what it means, as `/metrics` tells. */
export async function metricHelps(): Promise<Map<string, string>> {
  const nowhere = new URL('http://127.0.0.1');
  const requestDurations = new RequestDurations({ apiUrl: nowhere, rootUrl: nowhere });
  const upstream = { breakers: {} };
  const sharing = { quota: { processes: 1, waiting: { urgent: 0, normal: 0 } }, redis: { isUp: true } };
  const load = () => ({ running: 0, queued: 0 });
  const idle = { upstream, requestDurations, load, sharing } as unknown as Gauges;
  const text = await createMetrics(idle).render();
  return new Map([...text.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name, help]) => [name!, help!]));
}

function metricsOf({ queries }: Panel): string[] {
  return queries.flatMap(([expr]) => expr.match(NAME) ?? []).map((name) => name.replace(SERIES, ''));
}

/** A variable that takes any number of a label's values, and all at first. */
function choice(name: string, query: string) {
  return new QueryVariableBuilder(name)
    .datasource(DATA)
    .query(query)
    .refresh(2)
    .multi(true)
    .includeAll(true)
    .allValue('.*');
}

function addRow(dashboard: DashboardBuilder, { title, panels }: Row, helps: ReadonlyMap<string, string>): void {
  dashboard.withRow(new RowBuilder(title));
  for (const panel of panels) {
    const notes = new Set(metricsOf(panel).map((name) => helps.get(name)!));
    const graph = new PanelBuilder()
      .title(panel.title)
      .description([...notes, ...(panel.note === undefined ? [] : [panel.note])].join(' '))
      .datasource(DATA)
      .unit(panel.unit)
      .min(0)
      .legend(LEGEND)
      .tooltip(TOOLTIP)
      .span(WIDTH)
      .height(HEIGHT);
    for (const [index, [expr, legend]] of panel.queries.entries()) {
      graph.withTarget(
        new DataqueryBuilder()
          .refId(String.fromCharCode(65 + index))
          .expr(expr)
          .legendFormat(legend),
      );
    }
    dashboard.withPanel(graph);
  }
}

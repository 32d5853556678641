import { performance } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';
import { VERSION } from '../lib/version.ts';

/** Registers what tells of the process beside prom-client's own metrics: which version runs, and how busy it is. */
export function registerProcessMetrics(registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: 'gateway_build_info',
    help: 'Always 1: the version of the gateway and of Node in its labels.',
    labelNames: ['version', 'node_version'],
    aggregator: 'max',
    registers,
  }).set({ version: VERSION, node_version: process.versions.node }, 1);
  new Counter({
    // OpenTelemetry's nodejs.eventloop.time. Counters give the utilization of any period, however many scrape them.
    name: 'nodejs_eventloop_time_seconds_total',
    help: 'Time of the event loop, active or idle. Utilization is the share of the active one.',
    labelNames: ['state'],
    registers,
    collect() {
      const { active, idle } = performance.eventLoopUtilization();
      this.reset();
      this.inc({ state: 'active' }, active / 1000);
      this.inc({ state: 'idle' }, idle / 1000);
    },
  });
}

import { performance } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';
import { VERSION } from '../lib/version.ts';

/** Registers metrics of the process beyond prom-client's own: its version, and the utilization of its event loop. */
export function registerProcessMetrics(registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: 'gateway_build_info',
    help: 'Always 1: its labels are the versions of the gateway and of Node.',
    labelNames: ['version', 'node_version'],
    aggregator: 'max',
    registers,
  }).set({ version: VERSION, node_version: process.versions.node }, 1);
  new Counter({
    // OpenTelemetry's nodejs.eventloop.time. A counter gives the utilization of any period, to any number of scrapers.
    name: 'nodejs_eventloop_time_seconds_total',
    help: 'Active and idle time of the event loop. The utilization is the active share.',
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

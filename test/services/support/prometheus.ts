import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { freePort } from './free-port.ts';
import { programPath } from './programs.ts';

/** A series that answers a query, with its value now. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Debian's Prometheus, which scrapes one target. */
export interface Prometheus {
  /** Asks now. Throws where Prometheus refuses the query. */
  query(expr: string): Promise<Sample[]>;
  /** Values of a label on the series of a metric. */
  labelValues(metric: string, label: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts it on a free port; it scrapes `http://target/metrics` each second. Stop it in the end. */
export async function startPrometheus(target: string): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const config = join(folder, 'prometheus.yml');
  writeFileSync(
    config,
    `scrape_configs: [{ job_name: gateway, scrape_interval: 1s, static_configs: [{ targets: ['${target}'] }] }]\n`,
  );
  const port = await freePort();
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const prometheus = spawn(programPath('prometheus'), flags, { stdio: 'ignore' });
  const ended = once(prometheus, 'exit');
  const api = `http://127.0.0.1:${port}/api/v1`;
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ status }) => status,
      () => 0,
    );
  await vi.waitFor(async () => expect(await isUp()).toBe(200), { timeout: 30_000 });
  const ask = async (path: string) => {
    const { status, error, data } = (await (await fetch(`${api}/${path}`)).json()) as {
      status: string;
      error?: string;
      // biome-ignore lint/suspicious/noExplicitAny: each path has its own
      data: any;
    };
    if (status !== 'success') throw new Error(error);
    return data;
  };
  return {
    async query(expr) {
      const { result } = await ask(`query?query=${encodeURIComponent(expr)}`);
      return result.map(({ metric, value }: { metric: Sample['metric']; value: [number, string] }) => ({
        metric,
        value: Number(value[1]),
      }));
    },
    labelValues: (metric, label) => ask(`label/${label}/values?match[]=${metric}`),
    async stop() {
      prometheus.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

import { expect, onTestFinished } from 'vitest';
import { ALICE_KEY, type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/index.ts';
import { send } from '../../support/http.ts';
import { type GatewayProcess, startProcess } from '../../support/process.ts';
import { startNginx } from './nginx.ts';

/** Three gateways behind nginx, in front of one sandbox. */
export interface Fleet {
  readonly sandbox: Sandbox;
  /** Where nginx serves the graph. */
  readonly url: string;
  /** Where each gateway does. */
  readonly urls: readonly string[];
  readonly gateways: readonly GatewayProcess[];
  /** A metric of all gateways, added up. */
  sum(name: string, labels?: string): Promise<number>;
}

const SHARED_KEY = 'a key that all replicas have, and nobody else';

/** The clients and grants of the account that the sandbox has. */
export const IDS = Array.from({ length: 120 }, (_, n) => `client-${n}`);
const GRANTS = Array.from({ length: 20 }, (_, n) => `grant-${n}`);

/** Starts them. All ends with the test. */
export async function startFleet(options: SandboxOptions, env: Record<string, string>, size = 3): Promise<Fleet> {
  const accounts = [
    { key: ALICE_KEY, clients: IDS.map((client_id) => ({ client_id })), grants: GRANTS.map((id) => ({ id })) },
  ];
  const sandbox = await startSandbox({ accounts, ...options });
  onTestFinished(() => sandbox.close());
  const address = { TELNYX_API_URL: sandbox.url, TELNYX_WELL_KNOWN_URL: sandbox.origin };
  const shared = env.REDIS_URL === undefined ? {} : { SHARED_KEY };
  const gateways: GatewayProcess[] = [];
  const urls: string[] = [];
  // One after another: a start takes a core for itself.
  while (gateways.length < size) {
    const gateway = startProcess({ PORT: '0', NODE_ENV: 'production', ...address, ...shared, ...env });
    gateways.push(gateway);
    urls.push(await gateway.listening());
  }
  const nginx = await startNginx(urls.map((url) => new URL(url).host));
  const fleet: Fleet = {
    sandbox,
    url: `${nginx.origin}/graphql`,
    urls,
    gateways,
    async sum(name, labels = '') {
      const texts = await Promise.all(urls.map((url) => send(new URL('/metrics', url))));
      return texts.reduce((sum, { text }) => sum + valuesIn(text, name, labels), 0);
    },
  };
  return fleet;
}

/** Waits until each gateway knows of all. */
export async function acquainted({ urls, sum }: Fleet): Promise<void> {
  await expect.poll(() => sum('gateway_quota_processes'), { timeout: 30_000 }).toBe(urls.length ** 2);
}

function valuesIn(text: string, name: string, labels: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  const asked = lines.filter((line) => line.includes(labels));
  return asked.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, OTHER_CORE, type Started, start } from '../process.ts';
import { NGINX, startNginx } from './nginx.ts';

/** A static stand-in for the REST API. */
export interface Upstream {
  /** For people: what serves. */
  readonly name: string;
  /** Base of the API, for `TELNYX_API_URL`. */
  readonly url: string;
  /** Calls answered so far. */
  calls(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts it on the other core: nginx where Debian's is installed and no latency is wanted, else Node. Behind nginx a
 * Node one makes each answer once, and nginx serves it as a file from then on.
 *
 * @param latencyMs how long each answer waits
 */
export async function startUpstream(latencyMs = 0): Promise<Upstream> {
  if (latencyMs > 0 || !existsSync(NGINX)) return startNode(latencyMs);
  const folder = mkdtempSync(join(tmpdir(), 'bench-upstream-'));
  chmodSync(folder, 0o755); // nginx's worker is another user where we are root
  const node = await startNode(0, join(folder, 'files'));
  const nginx = await startNginx(folder, new URL(node.url).host, await freePort());
  return {
    ...nginx,
    async stop() {
      await nginx.stop();
      await node.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function startNode(latencyMs: number, files?: string): Promise<Upstream> {
  const started = start([process.execPath, join(import.meta.dirname, 'node.ts')], {
    core: OTHER_CORE,
    env: { LATENCY_MS: String(latencyMs), ...(files && { FILES: files }) },
    ipc: true,
  });
  const port = await said(started);
  return {
    name: latencyMs > 0 ? `Node, ${latencyMs} ms` : 'Node (no /usr/sbin/nginx here)',
    url: `http://127.0.0.1:${port}/v2`,
    calls() {
      const calls = said(started);
      started.child.send('calls?');
      return calls;
    },
    stop: () => started.stop(),
  };
}

async function said({ child }: Started): Promise<number> {
  const [number] = await once(child, 'message', { signal: AbortSignal.timeout(10_000) });
  return number;
}

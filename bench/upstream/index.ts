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
  if (latencyMs > 0 || !existsSync(NGINX)) return startNode({ latencyMs });
  const folder = mkdtempSync(join(tmpdir(), 'bench-upstream-'));
  chmodSync(folder, 0o755); // nginx's worker is another user where we are root
  const node = await startNode({ latencyMs: 0 }, join(folder, 'files'));
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

/** How an upstream answers. */
export interface Conditions {
  /** How long each answer waits. */
  readonly latencyMs: number;
  /** Calls a second that it answers for one account; it refuses the others with 429. Undefined: it answers all. */
  readonly quota?: number;
}

/** Node's upstream, whose conditions can be changed. */
export interface NodeUpstream extends Upstream {
  be(conditions: Conditions): Promise<void>;
}

/** @param files where it leaves its answers for nginx; undefined: nowhere */
export async function startNode(conditions: Conditions, files?: string): Promise<NodeUpstream> {
  const { latencyMs } = conditions;
  const started = start([process.execPath, join(import.meta.dirname, 'node.ts')], {
    core: OTHER_CORE,
    env: files ? { FILES: files } : {},
    ipc: true,
  });
  const port = await said(started);
  const tell = (message: Conditions | 'calls?') => {
    const calls = said(started);
    started.child.send(message);
    return calls;
  };
  const be = async (conditions: Conditions) => void (await tell(conditions));
  await be(conditions);
  return {
    name: latencyMs > 0 ? `Node, ${latencyMs} ms` : 'Node (no /usr/sbin/nginx here)',
    url: `http://127.0.0.1:${port}/v2`,
    calls: () => tell('calls?'),
    be,
    stop: () => started.stop(),
  };
}

async function said({ child }: Started): Promise<number> {
  const [number] = await once(child, 'message', { signal: AbortSignal.timeout(10_000) });
  return number;
}

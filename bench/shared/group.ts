import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { CONTESTANTS } from '../contestants.ts';
import { credentialOf } from '../fixtures.ts';
import { headersOf } from '../load/ask.ts';
import type { Planned } from '../load/index.ts';
import { QUERIES } from '../operations.ts';
import { plan, type Running, startContestant } from '../running.ts';
import type { Ask } from './paired-turns.ts';

/** Time for gateways to hear of each other, milliseconds. */
const ACQUAINTED_MS = 30_000;
const GATEWAY = CONTESTANTS[0]!;
const ONE_CLIENT = QUERIES[0]!;

/** Gateways that serve one credential; callers come to each in turn. */
export interface Group {
  readonly ask: Ask;
  /** A counter of all of them. */
  counted(metric: string): Promise<number>;
  stop(): Promise<void>;
}

/** @param env settings of all of them */
export async function startGroup(size: number, env: Record<string, string>, upstreamUrl: string): Promise<Group> {
  const runnings: Running[] = [];
  while (runnings.length < size) runnings.push(await startContestant({ ...GATEWAY, env }, upstreamUrl));
  const planned = await plan(runnings[0]!, ONE_CLIENT);
  const counted = async (metric: string) => {
    const texts = await Promise.all(runnings.map(async ({ url }) => (await fetch(new URL('/metrics', url))).text()));
    return texts.reduce((sum, text) => sum + valueIn(text, metric), 0);
  };
  const pools = runnings.map(({ url }) => new Pool(new URL(url).origin));
  return {
    ask: askerOf(pools, planned),
    counted,
    async stop() {
      await Promise.all(pools.map((pool) => pool.close()));
      for (const running of runnings) await running.stop();
    },
  };
}

/** Waits until each gateway of a group has heard of all. Throws where they do not. */
export async function acquainted(group: Group, size: number): Promise<void> {
  const began = performance.now();
  while ((await group.counted('gateway_quota_processes')) < size ** 2) {
    if (performance.now() - began > ACQUAINTED_MS) throw new Error('the gateways did not hear of each other');
    await delay(200);
  }
}

/** Asks each in turn for one client after another. */
function askerOf(pools: readonly Pool[], planned: readonly Planned[]): Ask {
  const headers = headersOf(credentialOf('small', 0));
  let turn = 0;
  return async () => {
    const { body, length } = planned[turn % planned.length]!;
    const pool = pools[turn % pools.length]!;
    turn += 1;
    const started = performance.now();
    try {
      const answer = await pool.request({ method: 'POST', path: '/graphql', headers, body });
      const { byteLength } = await answer.body.arrayBuffer();
      return answer.statusCode === 200 && byteLength === length ? performance.now() - started : undefined;
    } catch {
      return undefined;
    }
  };
}

function valueIn(text: string, metric: string): number {
  const [, value = '0'] = new RegExp(`^${metric}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text) ?? [];
  return Number(value);
}

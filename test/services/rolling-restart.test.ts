import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ALICE_KEY, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { post, send } from '../support/http.ts';
import { useInTest } from '../support/lifetime.ts';
import { type GatewayProcess, startProcess } from '../support/process.ts';
import { type Nginx, startNginx } from './support/nginx.ts';
import { describeWith } from './support/programs.ts';

const KEY = { authorization: `Bearer ${ALICE_KEY}` };
const READ = { query: '{ oauthClients(first: 1) { totalCount } }' };
const CREATE = `mutation ($name: String!) {
  createOAuthClient(input: {
    name: $name, clientType: CONFIDENTIAL, allowedGrantTypes: [CLIENT_CREDENTIALS], allowedScopes: ["voice.read"]
  }) { __typename }
}`;
/** At the same time, each with connections of its own. */
const CALLERS = 8;
/** As often as a cluster asks its containers by default, milliseconds. */
const PROBE_PERIOD = 1_000;

/** A gateway that stands behind the balancer, in whichever process. */
interface Member {
  readonly address: string;
  gateway: GatewayProcess;
}

async function startMember(env: Record<string, string>): Promise<Member> {
  const gateway = startProcess({ PORT: '0', NODE_ENV: 'production', ...env });
  return { address: new URL(await gateway.listening()).host, gateway };
}

/** Does what a cluster does: asks each member whether it is ready, and has the balancer use those that are. */
function watch(members: readonly Member[], nginx: Nginx) {
  let used = members.map(({ address }) => address);
  const isReady = (address: string) =>
    send(`http://${address}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
  const look = async () => {
    const answers = await Promise.all(members.map(({ address }) => isReady(address)));
    const ready = members.map(({ address }) => address).filter((_, at) => answers[at]);
    if (ready.length === 0 || ready.join() === used.join()) return;
    used = ready;
    nginx.use(ready);
  };
  const timer = setInterval(look, PROBE_PERIOD);
  onTestFinished(() => clearInterval(timer));
  return { used: () => used };
}

/** Asks and changes, over and over, until it is told to stop; then says what failed and which names were written. */
function load(origin: string) {
  const failures: string[] = [];
  const written: string[] = [];
  let [requests, isOver] = [0, false];
  const ask = async (body: object, accept: (data: Record<string, { __typename?: string }>) => boolean) => {
    requests++;
    try {
      const { status, text, json } = await post(`${origin}/graphql`, body, KEY);
      const isGood = status === 200 && accept(json.data ?? {});
      if (!isGood) failures.push(`${status} ${text}`);
      return isGood;
    } catch (error) {
      failures.push(String(error));
      return false;
    }
  };
  const call = async (caller: number) => {
    for (let n = 0; !isOver; n++) {
      await ask(READ, ({ oauthClients }) => oauthClients !== undefined && oauthClients !== null);
      const name = `caller ${caller} request ${n}`;
      const isCreated = await ask(
        { query: CREATE, variables: { name } },
        ({ createOAuthClient }) => createOAuthClient?.__typename === 'CreateOAuthClientPayload',
      );
      if (isCreated) written.push(name);
    }
  };
  const callers = Array.from({ length: CALLERS }, (_, caller) => call(caller));
  return async () => {
    isOver = true;
    await Promise.all(callers);
    return { requests, failures, written };
  };
}

/** How often each of these names is in the sandbox. */
function timesOf(sandbox: Sandbox, names: readonly string[]): Set<number> {
  const counts = new Map<string, number>();
  for (const { name } of sandbox.account(ALICE_KEY).clients) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Set(names.map((name) => counts.get(name) ?? 0));
}

/** Restarts two gateways behind nginx, one after the other, under load. */
async function restartBoth(stopDelay: string) {
  const sandbox = await useInTest(startSandbox());
  sandbox.faults.push('slow=20'); // so that there is always something in flight
  const env = { TELNYX_API_URL: sandbox.url, TELNYX_WELL_KNOWN_URL: sandbox.origin, STOP_DELAY_MS: stopDelay };
  const members = await Promise.all([startMember(env), startMember(env)]);
  const all = members.map(({ address }) => address);
  const nginx = await startNginx(all);
  const cluster = watch(members, nginx);
  const stop = load(nginx.origin);
  for (const member of members) {
    member.gateway.kill('SIGTERM');
    expect(await member.gateway.ended).toBe(0);
    await expect.poll(cluster.used).not.toContain(member.address);
    member.gateway = startProcess({ ...env, NODE_ENV: 'production', PORT: member.address.split(':')[1]! });
    await member.gateway.listening();
    await expect.poll(cluster.used).toEqual(all);
    await sleep(PROBE_PERIOD);
  }
  return { sandbox, ...(await stop()) };
}

describeWith(['nginx'], 'a rolling restart behind nginx, under load', () => {
  test('loses nothing with a delay that is longer than the balancer takes to notice', async () => {
    const { sandbox, requests, failures, written } = await restartBoth('5000');
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(100);
    expect(written.length).toBeGreaterThan(50);
    expect(timesOf(sandbox, written)).toEqual(new Set([1]));
  });

  test('loses requests without one, as this test would notice', async () => {
    const { failures } = await restartBoth('0');
    expect(failures.length).toBeGreaterThan(0);
  });
});

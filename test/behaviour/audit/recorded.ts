import { expect } from 'vitest';
import { ALICE_KEY, type Sandbox } from '../../../src/sandbox/index.ts';
import { post } from '../../support/http.ts';
import { type GatewayProcess, startProcess } from '../../support/process.ts';

const KEY = { authorization: `Bearer ${ALICE_KEY}` };
const DELETE = 'mutation Delete($id: ID!) { deleteOAuthClient(clientId: $id) { __typename } }';
const CREATE = `mutation Create { createOAuthClient(input: {
  name: "n", allowedScopes: ["a"], clientType: CONFIDENTIAL, allowedGrantTypes: []
}) { __typename } }`;

/** A gateway in a process of its own, in front of a sandbox. */
export function startAudited(sandbox: Sandbox, env: Record<string, string>): GatewayProcess {
  const address = { TELNYX_API_URL: sandbox.url, TELNYX_WELL_KNOWN_URL: sandbox.origin };
  return startProcess({ PORT: '0', NODE_ENV: 'production', ...address, ...env });
}

/** Makes mutations, some with ids that are no ASCII. */
export async function mutate(url: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const body = n % 3 === 0 ? { query: CREATE } : { query: DELETE, variables: { id: `nobody-${n}-ü😀` } };
    expect((await post(url, body, KEY)).json.errors).toBeUndefined();
  }
}

/** What a process wrote so far, each character a byte, line by line. */
export const bytesOf = (gateway: GatewayProcess): string[] =>
  Buffer.from(gateway.output()).toString('latin1').split('\n');

/** All that a gateway writes from its start to its end. */
export async function recorded(sandbox: Sandbox, env: Record<string, string>, mutations: number): Promise<string[]> {
  const gateway = startAudited(sandbox, env);
  await mutate(await gateway.listening(), mutations);
  gateway.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);
  return bytesOf(gateway);
}

/** An audit line, read as JSON. */
export interface Line {
  readonly type: string;
  readonly process: string;
  readonly sequence: number;
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what tests are about
  readonly event: any;
}

export const isAudit = (line: string): boolean => line.startsWith('{"specversion":');

/** Reads a line of which each character is a byte. */
export function parse(line: string): Line {
  const event = JSON.parse(Buffer.from(line, 'latin1').toString());
  const type = event.type.replace(/^.*\./, '');
  return { type, process: event.source.replace('urn:uuid:', ''), sequence: Number(event.sequence), event };
}

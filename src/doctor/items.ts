import { randomUUID } from 'node:crypto';
import { type CheckId, cannotBeTold, doesNotHold, type Finding, holds } from './checks.ts';
import type { Beginning } from './lists.ts';
import { membersOf, outcomeOf, type Reply } from './probe.ts';
import { askApi, type Item, type Target } from './target.ts';

/** Checks single reads of clients that exist, and of one that cannot exist. */
export async function checkClients(target: Target, { path, items }: Beginning): Promise<Finding[]> {
  return [
    await checkById(target, path, items[0], 'client'),
    await checkMissing(target, path, 'missing-client'),
    await checkSecret(target, path, items),
  ];
}

/** Checks single reads of a grant that exists, and of one that cannot exist. */
export async function checkGrants(target: Target, { path, items }: Beginning): Promise<Finding[]> {
  return [await checkById(target, path, items[0], 'grant'), await checkMissing(target, path, 'missing-grant')];
}

async function checkById(
  target: Target,
  path: string,
  item: Item | undefined,
  of: 'client' | 'grant',
): Promise<Finding> {
  const id = `${of}-by-id` as const;
  const member = of === 'client' ? 'client_id' : 'id';
  const wanted = item?.[member];
  if (typeof wanted !== 'string') return cannotBeTold(id, `the list shows no ${of}`);
  const reply = await read(target, path, wanted);
  const found = membersOf(membersOf(reply.json).data)[member];
  if (reply.status === 200 && found === wanted) return holds(id, 'the same');
  if (isInconclusive(reply)) return cannotBeTold(id, outcomeOf(reply));
  const seen = reply.status === 200 ? `200 with another ${member}` : outcomeOf(reply);
  return doesNotHold(id, seen, `nothing to set: single reads of a ${of} fail, lists work`);
}

async function checkMissing(target: Target, path: string, id: CheckId): Promise<Finding> {
  const reply = await read(target, path, randomUUID());
  if (reply.status === 404 || reply.status === 410) return holds(id, outcomeOf(reply));
  if (isInconclusive(reply)) return cannotBeTold(id, outcomeOf(reply));
  return doesNotHold(id, outcomeOf(reply), 'nothing to set: queries return an error instead of null');
}

async function checkSecret(target: Target, path: string, items: readonly Item[]): Promise<Finding> {
  const confidential = items.find(({ client_type }) => client_type === 'confidential');
  if (typeof confidential?.client_id !== 'string') return cannotBeTold('client-secret', 'no client is confidential');
  const reply = await read(target, path, confidential.client_id);
  if (reply.status !== 200) return cannotBeTold('client-secret', outcomeOf(reply));
  const { client_secret } = membersOf(membersOf(reply.json).data);
  if (typeof client_secret === 'string' && client_secret !== '') return holds('client-secret', 'shown');
  const advice = 'nothing to set: keep what createOAuthClient returns, as revealOAuthClientSecret returns null';
  return doesNotHold('client-secret', client_secret === undefined ? 'absent' : 'empty', advice);
}

function read(target: Target, path: string, id: string): Promise<Reply> {
  return askApi(target, `${path}/${encodeURIComponent(id)}`);
}

/** Whether a response says nothing about the item. */
function isInconclusive({ status }: Reply): boolean {
  return status === 0 || status === 401 || status === 403 || status === 429;
}

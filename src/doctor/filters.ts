import { type CheckId, cannotBeTold, doesNotHold, type Finding, holds } from './checks.ts';
import type { Beginning } from './lists.ts';
import { membersOf, outcomeOf } from './probe.ts';
import { askApi, type Item, pageQuery, type Target } from './target.ts';

/** A filter of the list of clients, and how an item shows whether it was honoured. */
interface Filter {
  readonly id: CheckId;
  readonly key: string;
  /** The member of `OAuthClientFilter` that sends it. */
  readonly input: string;
  /** A value of the filter that this client matches; undefined: none. */
  readonly valueIn: (client: Item) => string | undefined;
  readonly matches: (client: Item, value: string) => boolean;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const texts = (value: unknown) => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);

const FILTERS: readonly Filter[] = [
  {
    id: 'filter-client-type',
    key: 'filter[client_type]',
    input: 'clientType',
    valueIn: (client) => text(client.client_type),
    matches: (client, value) => client.client_type === value,
  },
  {
    id: 'filter-grant-type',
    key: 'filter[allowed_grant_types][contains]',
    input: 'allowedGrantTypesContains',
    valueIn: (client) => texts(client.allowed_grant_types)[0],
    matches: (client, value) => texts(client.allowed_grant_types).includes(value),
  },
  {
    id: 'filter-name',
    key: 'filter[name]',
    input: 'name',
    valueIn: (client) => text(client.name),
    matches: (client, value) => client.name === value,
  },
  {
    id: 'filter-name-contains',
    key: 'filter[name][contains]',
    input: 'nameContains',
    // The start of a name: it is not documented whether shorter texts are searched.
    valueIn: (client) => text(client.name)?.slice(0, 8).trim() || undefined,
    matches: (client, value) => text(client.name)?.toLowerCase().includes(value.toLowerCase()) === true,
  },
  {
    id: 'filter-client-id',
    key: 'filter[client_id]',
    input: 'clientId',
    valueIn: (client) => text(client.client_id),
    matches: (client, value) => client.client_id === value,
  },
];

/** Checks whether Telnyx honours the filters, by values that some of the account's own clients have. */
export async function checkFilters(target: Target, list: Beginning): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const filter of FILTERS) findings.push(await checkFilter(target, list, filter));
  return [...findings, await checkVerified(target, list)];
}

async function checkFilter(target: Target, { path, items }: Beginning, filter: Filter): Promise<Finding> {
  const { id, key, valueIn, matches } = filter;
  const values = items.map(valueIn).filter((value) => value !== undefined);
  const value = values.find((each) => items.some((client) => !matches(client, each)));
  if (value === undefined) return cannotBeTold(id, 'no two clients of the account differ in it');
  const reply = await askApi(target, `${path}?${pageQuery(1, 100)}&${new URLSearchParams({ [key]: value })}`);
  const { data } = membersOf(reply.json);
  if (reply.status !== 200 || !Array.isArray(data)) return refused(filter, outcomeOf(reply), reply.status);
  const found = data.map(membersOf);
  if (found.length === 0) return unusable(filter, 'it finds nothing, though a client matches');
  const others = found.filter((client) => !matches(client, value)).length;
  return others === 0
    ? holds(id, `${found.length} found, all match`)
    : unusable(filter, `${others} of ${found.length} do not match`);
}

/** Checks the filter on `verified` by totals, since no client says whether it is verified. */
async function checkVerified(target: Target, { path, total }: Beginning): Promise<Finding> {
  const filter = { id: 'filter-verified', key: 'filter[verified]', input: 'verified' } as const;
  if (total === undefined) return cannotBeTold(filter.id, 'the list reports no total');
  const totals: number[] = [];
  for (const value of ['true', 'false']) {
    const reply = await askApi(target, `${path}?${pageQuery(1, 1)}&${new URLSearchParams({ [filter.key]: value })}`);
    const found = membersOf(membersOf(reply.json).meta).total_results;
    if (reply.status !== 200) return refused(filter, outcomeOf(reply), reply.status);
    totals.push(Number(found));
  }
  const [verified, others] = totals as [number, number];
  const seen = `${verified} verified, ${others} not, ${total} in all`;
  if (verified + others === total) return holds(filter.id, seen);
  if (verified === total && others === total) return unusable(filter, seen);
  return cannotBeTold(filter.id, seen);
}

function refused(filter: Pick<Filter, 'id' | 'input'>, seen: string, status: number): Finding {
  return status === 400 || status === 422 ? unusable(filter, seen) : cannotBeTold(filter.id, seen);
}

function unusable({ id, input }: Pick<Filter, 'id' | 'input'>, seen: string): Finding {
  return doesNotHold(id, seen, `nothing to set: do not use the filter ${input} of oauthClients`);
}

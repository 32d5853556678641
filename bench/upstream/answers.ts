import { ACCOUNTS, type Account, type AccountName, accountOf } from '../fixtures.ts';

/** The bytes of one answer of the REST API. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** Answers like the REST API, from what never changes: an update is answered with the client as it is. */
export function createAnswers(): (account: AccountName, uri: string) => Answer {
  const accounts = new Map<AccountName, Account>();
  const kept = new Map<string, Answer>();
  return (name, uri) => {
    const key = `${name} ${uri}`;
    const known = kept.get(key);
    if (known) return known;
    const account = accounts.get(name) ?? accountOf(name);
    accounts.set(name, account);
    const answer = answerOf(account, new URL(uri, 'http://upstream'));
    kept.set(key, answer);
    return answer;
  };
}

/** The account that an `Authorization` header belongs to. */
export function accountNameOf(authorization: string | undefined): AccountName {
  const names = Object.keys(ACCOUNTS) as AccountName[];
  return names.find((name) => authorization?.startsWith(`Bearer KEY${name}-`)) ?? 'small';
}

function answerOf({ clients, grants }: Account, url: URL): Answer {
  const [, id] = /^\/v2\/oauth_(?:clients|grants)\/(.+)$/.exec(url.pathname) ?? [];
  if (url.pathname === '/v2/oauth_clients') return pageOf(clients, url.searchParams);
  if (url.pathname === '/v2/oauth_grants') return pageOf(grants, url.searchParams);
  const data = clients.find(({ client_id }) => client_id === id) ?? grants.find((grant) => grant.id === id);
  return data ? json(200, { data }) : json(404, { error: 'not_found' });
}

function pageOf(items: readonly unknown[], query: URLSearchParams): Answer {
  const number = Number(query.get('page[number]') ?? 1);
  const size = Number(query.get('page[size]') ?? 20);
  const data = items.slice((number - 1) * size, number * size);
  const total_pages = Math.ceil(items.length / size);
  return json(200, { data, meta: { page_number: number, page_size: size, total_pages, total_results: items.length } });
}

function json(status: number, value: unknown): Answer {
  return { status, body: Buffer.from(JSON.stringify(value)) };
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Client, startSandbox } from '../../src/sandbox/index.ts';
import { useForTests } from '../support/lifetime.ts';
import { call } from './call.ts';

const CLIENTS: Partial<Client>[] = [
  { name: 'Alpha', verified: true, allowed_grant_types: ['client_credentials'] },
  { name: 'alphabet', client_type: 'public' },
  { name: 'Beta', client_id: 'b0000000-0000-4000-8000-000000000000', verified: true },
  { name: 'Béta %_', allowed_grant_types: [] },
];
const SAME_TIME = '2026-01-01T00:00:00.000Z';

const sandbox = useForTests(() =>
  startSandbox({
    accounts: [
      { key: 'few', clients: CLIENTS },
      { key: 'many', clients: Array.from({ length: 57 }, () => ({})), grants: Array.from({ length: 57 }, () => ({})) },
      { key: 'tied', clients: Array.from({ length: 9 }, () => ({ created_at: SAME_TIME })) },
      { key: 'none' },
    ],
  }),
);

interface Page {
  data: { client_id: string; name: string; id?: string; created_at: string }[];
  meta: { page_number: number; page_size: number; total_pages: number; total_results: number };
  errors: { source: { parameter: string } }[];
}

const list = (key: string, path: string, query: string | Record<string, string> = '') =>
  call<Page>(sandbox, `GET ${path}?${new URLSearchParams(query)}`, { key });

describe('pages', () => {
  test.for(['/oauth_clients', '/oauth/clients', '/oauth_grants', '/oauth/grants'])(
    'of any size of %s are slices of one list, newest first',
    async (path) => {
      const { clients, grants } = sandbox.account('many');
      const ids = path.endsWith('clients') ? clients.map((each) => each.client_id) : grants.map((each) => each.id);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 60 }), async (size, number) => {
          const { body } = await list('many', path, { 'page[size]': `${size}`, 'page[number]': `${number}` });
          expect(body.data.map((each) => each.id ?? each.client_id)).toEqual(
            ids.slice((number - 1) * size, number * size),
          );
          const total_pages = Math.ceil(57 / size);
          expect(body.meta).toEqual({ page_number: number, page_size: size, total_pages, total_results: 57 });
        }),
        { numRuns: 60 },
      );
    },
  );

  test('are the first 20 by default', async () => {
    const { body } = await list('many', '/oauth_clients');
    expect(body.data).toHaveLength(20);
    expect(body.meta).toEqual({ page_number: 1, page_size: 20, total_pages: 3, total_results: 57 });
  });

  test('of an empty list are empty', async () => {
    const { body } = await list('none', '/oauth_grants');
    expect(body).toEqual({ data: [], meta: { page_number: 1, page_size: 20, total_pages: 0, total_results: 0 } });
  });

  test('order ties by id, whatever the order in the store', async () => {
    sandbox.account('tied').clients.reverse();
    const { body } = await list('tied', '/oauth_clients');
    const ids = body.data.map((each) => each.client_id);
    expect(ids).toEqual(ids.toSorted());
  });

  test.for([
    ['page[size]', '0'],
    ['page[size]', '101'],
    ['page[size]', '-1'],
    ['page[size]', '2.5'],
    ['page[size]', 'ten'],
    ['page[size]', ''],
    ['page[number]', '0'],
    ['page[number]', '1e2'],
  ] as const)('%s=%s is refused', async ([parameter, value]) => {
    const { status, body } = await list('many', '/oauth_grants', { [parameter]: value });
    expect(status).toBe(400);
    expect(body.errors.map((error) => error.source.parameter)).toEqual([parameter]);
  });

  test('all that is wrong is named at once', async () => {
    const query = 'page[size]=0&page[number]=0&filter[client_type]=x&filter[verified]=1&filter[name]=a&filter[name]=b';
    const { body } = await call<Page>(sandbox, `GET /oauth_clients?${query}`, { key: 'few' });
    expect(body.errors.map((error) => error.source.parameter)).toEqual([
      'filter[client_type]',
      'filter[verified]',
      'filter[name]',
      'page[number]',
      'page[size]',
    ]);
  });
});

describe('filters', () => {
  test.for([
    [{ 'filter[client_type]': 'public' }, ['alphabet']],
    [{ 'filter[client_type]': 'confidential' }, ['Alpha', 'Beta', 'Béta %_']],
    [{ 'filter[verified]': 'true' }, ['Alpha', 'Beta']],
    [{ 'filter[verified]': 'false' }, ['alphabet', 'Béta %_']],
    [{ 'filter[allowed_grant_types][contains]': 'client_credentials' }, ['Alpha']],
    [{ 'filter[allowed_grant_types][contains]': 'refresh_token' }, ['alphabet', 'Beta']],
    [{ 'filter[name]': 'Alpha' }, ['Alpha']],
    [{ 'filter[name]': 'alpha' }, []],
    [{ 'filter[name][contains]': 'ALPHA' }, ['Alpha', 'alphabet']],
    [{ 'filter[name][contains]': 'éTA' }, ['Béta %_']],
    [{ 'filter[name][contains]': '%' }, ['Béta %_']],
    [{ 'filter[client_id]': 'b0000000-0000-4000-8000-000000000000' }, ['Beta']],
    [{ 'filter[client_id]': 'b0000000' }, []],
    [{ 'filter[verified]': 'true', 'filter[name][contains]': 'a' }, ['Alpha', 'Beta']],
    [{ 'filter[verified]': 'true', 'filter[client_type]': 'public' }, []],
  ] as const)('%o finds %o', async ([query, names]) => {
    const { body } = await list('few', '/oauth_clients', { ...query });
    expect(body.data.map((client) => client.name)).toEqual(names);
    expect(body.meta.total_results).toBe(names.length);
  });

  test('an exact and a partial name exclude each other', async () => {
    const { status, body } = await list('few', '/oauth_clients', {
      'filter[name]': 'a',
      'filter[name][contains]': 'a',
    });
    expect(status).toBe(400);
    expect(body.errors.map((error) => error.source.parameter)).toEqual(['filter[name]']);
  });
});

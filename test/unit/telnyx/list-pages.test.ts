import { describe, expect, test } from 'vitest';
import {
  ContractError,
  ForbiddenError,
  ProtocolError,
  UnauthenticatedError,
  ValidationError,
} from '../../../src/telnyx/errors.ts';
import { json, message, startRawServer } from '../../support/raw-server.ts';
import { wireClient, wirePage } from '../../support/resources.ts';
import { connect, errorOf } from '../../support/telnyx.ts';

const ids = Array.from({ length: 150 }, (_, index) => `client-${index}`);
const items = ids.map((client_id) => wireClient({ client_id }));

/** Reads 150 clients, page 1 of 100 first; page 2 gets `answer`. What that leaves open is read one by one. */
async function readBoth(answer: string) {
  const server = await startRawServer((socket, { path }) => {
    if (path.includes('number%5D=1&')) socket.write(json(200, wirePage(items.slice(0, 100), 150, 1, 100)));
    else if (path.includes('number%5D=2&')) socket.write(answer);
    else socket.write(json(200, { data: wireClient({ client_id: path.split('/').at(-1)! }) }));
  });
  const clients = await connect(server.origin).telnyx.oauthClients.retrieveMany(ids);
  return { clients, requests: server.requests.length };
}

const plain = items.map((client) => ({ ...client, client_secret: undefined }));
const old = items.slice(0, 100).map((client) => ({ ...client, name: 'Old' }));

describe('a later page', () => {
  test('is read', async () => {
    const { clients, requests } = await readBoth(json(200, wirePage(items.slice(100), 150, 2, 100)));
    expect(clients).toEqual(plain);
    expect(requests).toBe(2);
  });

  test.for<[string, string]>([
    ['404', json(404, { error: 'not_found' })],
    ['400', json(400, { errors: [{ code: '10015', title: 'Bad request', source: { parameter: 'page[number]' } }] })],
    ['400 in the OAuth envelope', json(400, { error: 'invalid_request' })],
    ['an empty page', json(200, wirePage([], 150, 2, 100))],
    ['an empty page without meta', json(200, { data: [] })],
    ['an earlier page', json(200, wirePage(old, 150, 1, 100))],
  ])('is empty where Telnyx answers %s', async ([, answer]) => {
    const { clients, requests } = await readBoth(answer);
    expect(clients).toEqual(plain);
    expect(requests).toBe(2 + 50);
  });

  test('that is refused for another reason is an error', async () => {
    const { clients, requests } = await readBoth(json(401, { error: 'invalid_token' }));
    expect(clients.slice(0, 100)).toEqual(plain.slice(0, 100));
    for (const client of clients.slice(100)) expect(client).toBeInstanceOf(UnauthenticatedError);
    expect(requests).toBe(2);
  });
});

test.for<[string, string, unknown]>([
  ['404', json(404, {}), ContractError],
  ['400 with a place', json(400, { errors: [{ title: 'Bad', source: { parameter: 'page[size]' } }] }), ValidationError],
  ['400', json(400, { error: 'invalid_request' }), ProtocolError],
  ['403', message(403), ForbiddenError],
])('%s to page 1 is an error', async ([, answer, type]) => {
  const { telnyx } = connect((await startRawServer(answer)).origin);
  for (const page of [telnyx.oauthGrants.page({}), telnyx.oauthClients.page({})]) {
    expect(await errorOf(page)).toBeInstanceOf(type as typeof ContractError);
  }
});

import { createLocalJWKSet, jwtVerify } from 'jose';
import Telnyx from 'telnyx';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  ALICE_KEY,
  BOB_KEY,
  DEMO_CLIENT,
  DEMO_PUBLIC_CLIENT,
  type Sandbox,
  startSandbox,
} from '../../src/sandbox/index.ts';
import { useForEachTest } from '../support/lifetime.ts';
import { REQUEST, VERIFIER } from './flow.ts';
import { SPELLINGS, type Spelling, spelled } from './spelling.ts';

/** What the tests of one spelling share. */
let telnyx: Telnyx;
let sandbox: Sandbox;
let at: Spelling;

/** On a sandbox that has one spelling alone: the SDK knows that with underscores, so the other is put in its place. */
function useSandbox(spelling: Spelling): void {
  const started = useForEachTest(() => startSandbox({ spelling }));
  beforeEach(() => {
    sandbox = started;
    at = spelling;
    telnyx = client(ALICE_KEY);
  });
}

function client(apiKey: string, defaultHeaders: Record<string, string> = {}, maxRetries = 0): Telnyx {
  const spelling = at;
  return new Telnyx({
    apiKey,
    baseURL: sandbox.url,
    maxRetries,
    defaultHeaders,
    fetch: (url, init) => fetch(spelled(String(url), spelling), init),
  });
}

describe.each(SPELLINGS)('%s: the official SDK drives every operation', (spelling) => {
  useSandbox(spelling);

  test('discovery', async () => {
    const server = await telnyx.wellKnown.retrieveAuthorizationServerMetadata();
    const resource = await telnyx.wellKnown.retrieveProtectedResourceMetadata();
    expect(server.issuer).toBe(sandbox.origin);
    expect(server.token_endpoint).toBe(`${sandbox.url}/oauth/token`);
    expect(resource.authorization_servers).toEqual([sandbox.origin]);
  });

  test('clients: create, read, update, delete', async () => {
    const { data: created } = await telnyx.oauthClients.create({
      name: 'SDK client',
      client_type: 'confidential',
      allowed_scopes: ['voice.read'],
      allowed_grant_types: ['client_credentials'],
    });
    const id = created!.client_id;
    expect(created!.client_secret).toBeTypeOf('string');
    expect((await telnyx.oauthClients.retrieve(id)).data).toEqual(created);
    const { data: updated } = await telnyx.oauthClients.update(id, { name: 'Renamed' });
    expect(updated).toMatchObject({ name: 'Renamed', allowed_scopes: ['voice.read'] });
    await telnyx.oauthClients.delete(id);
    await expect(telnyx.oauthClients.retrieve(id)).rejects.toThrow(Telnyx.NotFoundError);
  });

  test('auto-pagination brings each client and each grant once, in the order of the list', async () => {
    const clients = await ids(telnyx.oauthClients.list({ 'page[size]': 50 }), (each) => each.client_id);
    const grants = await ids(telnyx.oauthGrants.list({ 'page[size]': 70 }), (each) => each.id);
    expect(clients).toHaveLength(160);
    expect(new Set(clients)).toEqual(new Set(sandbox.account(ALICE_KEY).clients.map((each) => each.client_id)));
    expect(clients[0]).toBe(DEMO_CLIENT.client_id);
    expect(grants).toHaveLength(300);
    expect(new Set(grants).size).toBe(300);
  });

  test('filters as it spells them', async () => {
    const found = telnyx.oauthClients.list({
      'filter[client_type]': 'confidential',
      'filter[verified]': true,
      'filter[allowed_grant_types][contains]': 'client_credentials',
      'filter[name][contains]': 'acme contact',
    });
    expect(await ids(found, (each) => each.client_id)).toEqual([DEMO_CLIENT.client_id]);
  });

  test('the authorization-code flow, from the request to the revoked grant', async () => {
    // The SDK follows the redirect to the consent page, whose address holds the consent token.
    const page = await telnyx.oauth
      .retrieveAuthorize({ ...REQUEST, response_type: 'code', code_challenge_method: 'S256' })
      .asResponse();
    expect(await page.text()).toContain('Acme Command Line asks for access');
    const token = new URL(page.url).searchParams.get('consent_token')!;

    const { data: consent } = await telnyx.oauth.retrieve(token);
    expect(consent).toMatchObject({ client_id: DEMO_PUBLIC_CLIENT.client_id, redirect_uri: REQUEST.redirect_uri });
    const { redirect_uri } = await telnyx.oauth.grants({ allowed: true, consent_token: token });
    const answer = new URL(redirect_uri).searchParams;
    expect(answer.get('state')).toBe(REQUEST.state);

    const { client_id } = DEMO_PUBLIC_CLIENT;
    const issued = await telnyx.oauth.token({
      grant_type: 'authorization_code',
      client_id,
      code: answer.get('code')!,
      redirect_uri: REQUEST.redirect_uri,
      code_verifier: VERIFIER,
    });
    expect(await telnyx.oauth.introspect({ token: issued.access_token })).toMatchObject({
      active: true,
      scope: REQUEST.scope,
      client_id,
    });
    const { access_token, refresh_token } = await telnyx.oauth.token({
      grant_type: 'refresh_token',
      client_id,
      refresh_token: issued.refresh_token!,
    });
    expect(refresh_token).not.toBe(issued.refresh_token);

    const [grant] = (await telnyx.oauthGrants.list({ 'page[size]': 1 })).data!;
    expect(grant).toMatchObject({ client_id, scopes: REQUEST.scope.split(' ') });
    expect((await telnyx.oauthGrants.retrieve(grant!.id)).data).toEqual(grant);
    expect((await telnyx.oauthGrants.delete(grant!.id)).data).toEqual(grant);
    expect(await telnyx.oauth.introspect({ token: access_token })).toEqual({ active: false });
    await expect(telnyx.oauthGrants.delete(grant!.id)).rejects.toThrow(Telnyx.NotFoundError);
  });

  test('client credentials give a token that the JWKS verifies', async () => {
    const { access_token } = await telnyx.oauth.token({
      grant_type: 'client_credentials',
      client_id: DEMO_CLIENT.client_id,
      client_secret: DEMO_CLIENT.client_secret,
      scope: 'voice.read',
    });
    const jwks = await telnyx.oauth.retrieveJwks();
    const keys = createLocalJWKSet(jwks as Parameters<typeof createLocalJWKSet>[0]);
    const { payload } = await jwtVerify(access_token, keys, { issuer: sandbox.origin, audience: sandbox.origin });
    expect(payload).toMatchObject({ client_id: DEMO_CLIENT.client_id, scope: 'voice.read' });
  });

  test('registration', async () => {
    const registered = await telnyx.oauth.register({
      client_name: 'By SDK',
      redirect_uris: ['https://sdk.example/cb'],
    });
    expect(registered).toMatchObject({ client_name: 'By SDK', grant_types: ['authorization_code'] });
    expect(registered.client_secret).toBeTypeOf('string');
  });
});

describe.each(SPELLINGS)('%s: the official SDK raises its own error classes', (spelling) => {
  useSandbox(spelling);

  test.for([
    [
      '400',
      () => telnyx.oauth.token({ grant_type: 'authorization_code', client_id: DEMO_PUBLIC_CLIENT.client_id }),
      Telnyx.BadRequestError,
    ],
    ['401', () => client('KEYunknown').oauthGrants.list(), Telnyx.AuthenticationError],
    ['403', () => telnyx.oauthClients.retrieve(bobsClient()), Telnyx.PermissionDeniedError],
    ['404', () => telnyx.oauthGrants.retrieve(bobsClient()), Telnyx.NotFoundError],
    ['422', () => telnyx.oauth.retrieve('unknown'), Telnyx.UnprocessableEntityError],
    ['429', () => faulty('429').oauthClients.list(), Telnyx.RateLimitError],
    ['503', () => faulty('503').oauthClients.list(), Telnyx.InternalServerError],
    ['reset', () => faulty('reset').oauthClients.list(), Telnyx.APIConnectionError],
  ] as const)('%s', async ([, attempt, expected]) => {
    await expect(attempt()).rejects.toBeInstanceOf(expected);
  });

  test('its retries outlast a fault with a count', async () => {
    const patient = client(ALICE_KEY, {}, 1);
    sandbox.faults.push(spelled('503*1@GET /oauth_grants', spelling));
    expect((await patient.oauthGrants.list()).data).toHaveLength(20);
    expect(sandbox.calls.map((call) => call.status)).toEqual([503, 200]);
  });
});

function faulty(fault: string): Telnyx {
  return client(ALICE_KEY, { 'x-sandbox-fault': fault });
}

function bobsClient(): string {
  return sandbox.account(BOB_KEY).clients[0]!.client_id;
}

async function ids<T>(items: AsyncIterable<T>, idOf: (item: T) => string): Promise<string[]> {
  const found: string[] = [];
  for await (const item of items) found.push(idOf(item));
  return found;
}

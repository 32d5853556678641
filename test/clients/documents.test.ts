import { fileURLToPath } from 'node:url';
import { type DocumentNode, print, validate } from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import * as documents from '../../src/client/documents.ts';
import { documentIdOf, outcomeOf } from '../../src/client/index.ts';
import { ALICE_KEY, CAROL_CLIENT_ID, CAROL_KEY } from '../../src/sandbox/index.ts';
import { startGateway } from '../support/gateway.ts';
import { useForTests } from '../support/lifetime.ts';
import { schema } from './schema.ts';

const MANIFEST = fileURLToPath(new URL('../../src/client/generated/persisted-documents.json', import.meta.url));
const OPERATIONS = Object.entries(documents).filter(([name]) => name.endsWith('Document'));

test('there are ten, and all are valid', () => {
  expect(OPERATIONS.length).toBe(10);
  for (const [, document] of OPERATIONS) expect(validate(schema, document as DocumentNode)).toEqual([]);
});

describe.each([
  ['by its id, on a gateway that runs nothing else', true],
  ['by its text', false],
])('each of them runs %s', (_name, byId) => {
  const gateway = useForTests(() =>
    startGateway({ env: byId ? { TRUSTED_DOCUMENTS: MANIFEST, TRUSTED_DOCUMENTS_ONLY: 'true' } : {} }),
  );
  const ran = new Set<unknown>();
  beforeEach(() => gateway.sandbox.faults.splice(0));

  /** All that a front end needs beside the package. */
  async function run<Data, Variables>(
    document: DocumentNode & { __apiType?: (variables: Variables) => Data },
    variables: Variables,
    key = ALICE_KEY,
  ): Promise<Data> {
    ran.add(document);
    const body = JSON.stringify({
      ...(byId ? { documentId: documentIdOf(document) } : { query: print(document) }),
      variables,
    });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const { data, errors } = await (await fetch(gateway.url, { method: 'POST', headers, body })).json();
    expect(errors).toBeUndefined();
    return data;
  }

  test('clients', async () => {
    const { oauthClients } = await run(documents.OAuthClientsDocument, { first: 3, filter: { clientType: 'PUBLIC' } });
    expect(oauthClients?.edges.map(({ node }) => node.clientType)).toEqual(['PUBLIC', 'PUBLIC', 'PUBLIC']);
    const input = {
      name: 'Typed',
      clientType: 'CONFIDENTIAL',
      allowedGrantTypes: ['CLIENT_CREDENTIALS'],
      allowedScopes: ['messaging.read'],
    } as const;
    const created = outcomeOf((await run(documents.CreateOAuthClientDocument, { input })).createOAuthClient);
    const { clientId, clientSecret } = created.ok ? created.payload : expect.fail(created.failure.message);
    expect(clientSecret).toEqual(expect.any(String));
    const change = { clientId, input: { name: 'Changed' } };
    expect(outcomeOf((await run(documents.UpdateOAuthClientDocument, change)).updateOAuthClient)).toMatchObject({
      ok: true,
      payload: { client: { name: 'Changed' } },
    });
    expect((await run(documents.OAuthClientDocument, { clientId })).oauthClient?.name).toBe('Changed');
    expect(outcomeOf((await run(documents.DeleteOAuthClientDocument, { clientId })).deleteOAuthClient)).toMatchObject({
      ok: true,
      payload: { deletedClientId: clientId },
    });
    expect(outcomeOf((await run(documents.DeleteOAuthClientDocument, { clientId })).deleteOAuthClient)).toMatchObject({
      ok: false,
      failure: { kind: 'notFound' },
    });
  });

  test('grants', async () => {
    const { oauthGrants } = await run(documents.OAuthGrantsDocument, { first: 1 });
    const [{ node } = expect.fail('no grant')] = oauthGrants!.edges;
    const { oauthGrant } = await run(documents.OAuthGrantDocument, { grantId: node.grantId });
    expect(oauthGrant).toEqual(node);
    const revoked = await run(documents.RevokeOAuthGrantDocument, { grantId: node.grantId });
    expect(outcomeOf(revoked.revokeOAuthGrant)).toMatchObject({ ok: true, payload: { revokedId: node.id } });
  });

  test('consent', async () => {
    const consentToken = 'unknown';
    const { oauthConsentRequest } = await run(documents.OAuthConsentRequestDocument, { consentToken });
    expect(oauthConsentRequest).toBeNull();
    const decided = await run(documents.DecideOAuthConsentDocument, { input: { consentToken, allowed: false } });
    expect(outcomeOf(decided.decideOAuthConsent)).toMatchObject({ ok: false });
  });

  test('a refusal for want of an action names it', async () => {
    const { deleteOAuthClient } = await run(
      documents.DeleteOAuthClientDocument,
      { clientId: CAROL_CLIENT_ID },
      CAROL_KEY,
    );
    expect(outcomeOf(deleteOAuthClient)).toMatchObject({
      ok: false,
      failure: { kind: 'forbidden', requiredAction: expect.stringMatching(/^\w+\.\w+$/) },
    });
  });

  test('and none is left out', () => {
    expect(OPERATIONS.filter(([, document]) => !ran.has(document)).map(([name]) => name)).toEqual([]);
  });
});

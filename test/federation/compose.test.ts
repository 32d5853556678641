import { readFileSync } from 'node:fs';
import * as guild from '@theguild/federation-composition';
import { buildSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { composeSupergraph, type Subgraph } from '../../scripts/supergraph.ts';
import { startGateway } from '../support/gateway.ts';
import { useInTest } from '../support/lifetime.ts';
import { APPLICATIONS_SDL } from './company/applications.ts';
import { PEOPLE_SDL } from './company/people.ts';

const subgraph = (name: string, sdl: string): Subgraph => ({ name, url: `http://${name}.example/graphql`, sdl });
const OAUTH = subgraph('oauth', readFileSync(new URL('../../schema/subgraph.graphql', import.meta.url), 'utf8'));
const COMPANY = [OAUTH, subgraph('applications', APPLICATIONS_SDL), subgraph('people', PEOPLE_SDL)];

describe('the company’s supergraph', () => {
  test('is made of what the gateway serves as its SDL', async () => {
    const gateway = await useInTest(startGateway({ env: { NODE_ENV: 'production' } }));
    const { body } = await gateway.ask('{ _service { sdl } }', {}, { key: null });
    expect(body.data._service.sdl).toBe(OAUTH.sdl);
  });

  test('composes by Apollo’s composer, without a hint', () => {
    const { sdl, hints } = composeSupergraph(COMPANY);
    expect(hints).toEqual([]);
    for (const name of ['OAUTH', 'APPLICATIONS', 'PEOPLE']) expect(sdl).toContain(`${name} @join__graph(`);
  });

  test('composes by The Guild’s composer', () => {
    expect(guildErrors(COMPANY)).toEqual([]);
  });

  test('lists what keeps subgraphs apart', () => {
    const other = subgraph('other', 'type Query { oauthClients: Int }');
    expect(() => composeSupergraph([OAUTH, other])).toThrow(/do not compose:\n.*oauthClients/);
    expect(guildErrors([OAUTH, other])).not.toEqual([]);
  });
});

describe('another team', () => {
  test.each([
    [
      'may only refer to a client',
      'type Query { a: OAuthClient } type OAuthClient @key(fields: "clientId", resolvable: false) { clientId: ID! }',
    ],
    [
      'may refer to a grant by its global id',
      'type Query { a: OAuthGrant } type OAuthGrant @key(fields: "id") { id: ID! note: String }',
    ],
    [
      'may have a nested key that ends in a client’s',
      `type Query { a: Install }
      type Install @key(fields: "client { clientId } region") { client: OAuthClient! region: ID! }
      type OAuthClient @key(fields: "clientId", resolvable: false) { clientId: ID! }`,
    ],
    [
      'may take over a field of ours',
      'type Query { a: Int } type OAuthClient @key(fields: "clientId") { clientId: ID! logoUri: URL @override(from: "oauth") } scalar URL',
    ],
    [
      'may compute a field from ours',
      'type Query { a: Int } type OAuthGrant @key(fields: "grantId") { grantId: ID! scopes: [String!]! @external risk: Int @requires(fields: "scopes") }',
    ],
    [
      'may page with a PageInfo of its own',
      'type Query { a: PageInfo } type PageInfo @shareable { hasNextPage: Boolean! endCursor: String hasPreviousPage: Boolean! startCursor: String }',
    ],
  ])('%s', (_name, sdl) => {
    const directives = '["@key", "@override", "@external", "@requires", "@shareable"]';
    const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${directives})`;
    const subgraphs = [...COMPANY, subgraph('team', `${link} ${sdl}`)];
    expect(composeSupergraph(subgraphs).sdl).toContain('TEAM @join__graph(');
    expect(guildErrors(subgraphs)).toEqual([]);
  });

  test('can leave out by a contract all that carries a secret', () => {
    const filter = { include: new Set<string>(), exclude: new Set(['secret']) };
    const { errors, publicSdl } = guild.composeSchemaContract(servicesOf(COMPANY), filter, true);
    expect((errors ?? []).map(String)).toEqual([]);
    const contract = buildSchema(publicSdl!);
    expect(contract.getType('OAuthSecret')).toBeUndefined();
    expect(Object.keys(contract.getMutationType()?.getFields() ?? {})).toEqual(
      expect.arrayContaining(['updateOAuthClient', 'deleteOAuthClient', 'revokeOAuthGrant']),
    );
    expect(contract.getQueryType()?.getFields()).toHaveProperty('oauthClients');
  });
});

/** What keeps them apart, by The Guild's composer. */
function guildErrors(subgraphs: readonly Subgraph[]): string[] {
  return (guild.composeServices(servicesOf(subgraphs)).errors ?? []).map(String);
}

function servicesOf(subgraphs: readonly Subgraph[]) {
  return subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
}

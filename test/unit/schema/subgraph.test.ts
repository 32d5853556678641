import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { composeServices as composeByTheGuild } from '@theguild/federation-composition';
import { type DocumentNode, Kind, parse, visit } from 'graphql';
import { describe, expect, test } from 'vitest';

const sdl = readFileSync(new URL('../../../schema/subgraph.graphql', import.meta.url), 'utf8');
const subgraph = parse(sdl);

function composed(typeDefs: DocumentNode) {
  return composeServices([{ name: 'telnyx-oauth', url: 'http://localhost/graphql', typeDefs }]);
}

/** What a contract variant does with a tag that it leaves out. */
function without(tag: string): DocumentNode {
  return visit(subgraph, {
    Directive: (node) => {
      const isTag = node.name.value === 'tag' && sdl.slice(node.loc!.start, node.loc!.end).includes(`"${tag}"`);
      return isTag ? { ...node, name: { ...node.name, value: 'inaccessible' }, arguments: [] } : undefined;
    },
    StringValue: (node) => (node.value === '@tag' ? { ...node, value: '@inaccessible' } : undefined),
  });
}

describe('the SDL for routers', () => {
  test('composes, by Apollo’s composer and by The Guild’s', () => {
    expect(composed(subgraph).errors).toBeUndefined();
    expect(composeByTheGuild([{ name: 'telnyx-oauth', typeDefs: subgraph }]).errors).toBeUndefined();
  });

  test('has no node and no nodes, which two subgraphs cannot both have', () => {
    const query = subgraph.definitions.find((node) => 'name' in node && node.name?.value === 'Query');
    if (query?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new Error('There is no Query.');
    const fields = query.fields!.map((field) => field.name.value);
    expect(fields).toContain('oauthClients');
    expect(fields.filter((name) => /^nodes?$/.test(name))).toEqual([]);
  });
});

describe('the tag "secret"', () => {
  test('is on every secret', () => {
    const untagged: string[] = [];
    visit(subgraph, {
      NamedType(node, _key, _parent, _path, ancestors) {
        if (node.name.value !== 'OAuthSecret') return;
        const carrier = ancestors.findLast((ancestor) => 'kind' in ancestor && 'directives' in ancestor);
        if (!carrier || !('loc' in carrier)) throw new Error('A type reference has no carrier.');
        const text = sdl.slice(carrier.loc!.start, carrier.loc!.end);
        if (!text.includes('@tag(name: "secret")')) untagged.push(text);
      },
    });
    expect(sdl.match(/: OAuthSecret/g)!.length).toBeGreaterThan(10);
    expect(untagged).toEqual([]);
  });

  test('makes a contract variant without secrets, which keeps the rest', () => {
    const { supergraphSdl, schema, errors } = composed(without('secret'));
    expect(errors).toBeUndefined();
    expect(supergraphSdl).toContain('@inaccessible');
    const api = schema!.toAPISchema();
    expect(api.type('OAuthSecret')).toBeUndefined();
    const fieldsOf = (type: string) => (api.type(type) as { fields(): { name: string }[] }).fields().map((f) => f.name);
    expect(fieldsOf('Query').sort()).toEqual([
      'oauthAuthorizationRequest',
      'oauthAuthorizationServerMetadata',
      'oauthClient',
      'oauthClients',
      'oauthFindings',
      'oauthGrant',
      'oauthGrants',
      'oauthJsonWebKeySet',
      'oauthProtectedResourceMetadata',
    ]);
    expect(fieldsOf('Mutation').sort()).toEqual([
      'copyOAuthClient',
      'createOAuthClient',
      'deleteOAuthClient',
      'registerOAuthClient',
      'revokeOAuthGrant',
      'revokeOAuthGrants',
      'updateOAuthClient',
    ]);
  });
});

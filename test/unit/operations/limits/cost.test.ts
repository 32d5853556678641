import fc from 'fast-check';
import { getOperationAST, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { compileCost } from '../../../../src/operations/limits/cost.ts';
import { schema } from '../../../../src/schema/index.ts';
import { randomOperation } from '../../../support/random-operation.ts';
import { naiveCost } from './reference.ts';

function costOf(source: string, variables: Record<string, unknown> = {}, operationName?: string, scan = 0): number {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  return compileCost(
    schema,
    document,
    getOperationAST(document, operationName)!,
  )(variables, { scan: () => scan, windows: () => 0 });
}

describe('what things cost', () => {
  test.each<[what: string, cost: number, source: string]>([
    ['nothing but a name', 0, '{ __typename }'],
    ['one client', 10, '{ oauthClient(clientId: "1") { id name redirectUris allowedGrantTypes } }'],
    [
      'one client by alias thrice',
      30,
      '{ a: oauthClient(clientId: "1") { id } b: oauthClient(clientId: "2") { id } c: oauthClient(clientId: "3") { id } }',
    ],
    ['a grant and its client', 20, '{ oauthGrant(grantId: "1") { client { name } } }'],
    ['a page without a size', 30 + 20, '{ oauthClients { nodes { name } } }'],
    ['a page from the end without a size', 30 + 20, '{ oauthClients(before: "x") { nodes { name } } }'],
    ['many revocations', 1_000, 'mutation { revokeOAuthGrants(input: { where: {} }) { __typename } }'],
    ['few revocations', 1_000, 'mutation { revokeOAuthGrants(input: { where: {}, first: 1 }) { __typename } }'],
    [
      'more revocations',
      2_500,
      `mutation { revokeOAuthGrants(input: { where: {}, first: 250 }) {
        ... on RevokeOAuthGrantsPayload { revoked { grantId } failed { error { code } } } } }`,
    ],
    ['first', 30 + 3, '{ oauthClients(first: 3) { nodes { name } } }'],
    ['last', 30 + 7, '{ oauthClients(last: 7) { nodes { name } } }'],
    ['both, which will be refused', 30 + 7, '{ oauthClients(first: 3, last: 7) { nodes { name } } }'],
    ['no item', 30, '{ oauthClients(first: 0) { nodes { name } } }'],
    ['a negative number, which will be refused', 30, '{ oauthClients(first: -3) { nodes { name } } }'],
    ['null, which is no size', 30 + 20, '{ oauthClients(first: null) { nodes { name } } }'],
    ['only the total', 30, '{ oauthClients(first: 50) { totalCount } }'],
    [
      'edges: two objects each',
      30 + 1 + 5 * 2,
      '{ oauthClients(first: 5) { pageInfo { endCursor } edges { node { name } } } }',
    ],
    ['100 grants with their clients', 30 + 100 * (1 + 10), '{ oauthGrants(first: 100) { nodes { client { name } } } }'],
    [
      'pages in a page',
      30 + 4 * (1 + 10 + 5),
      '{ oauthClients(first: 4) { nodes { grants(first: 5) { nodes { id } } } } }',
    ],
    ['a node', 10, '{ node(id: "x") { id } }'],
    ['nodes', 30, '{ nodes(ids: ["x", "y", "z"]) { id } }'],
    ['nodes by a single id', 10, '{ nodes(ids: "x") { id } }'],
    ['metadata', 10, '{ oauthProtectedResourceMetadata { resource } }'],
    ['keys: a handful', 10 + 10, '{ oauthJsonWebKeySet { keys { kid } } }'],
    [
      'what makes no call',
      1,
      '{ oauthAuthorizationRequest(input: { clientId: "1", redirectUri: "https://a.example" }) { url } }',
    ],
    ['a mutation', 10, 'mutation { deleteOAuthClient(clientId: "1") { __typename } }'],
    [
      'a mutation and what it answers',
      10 + 1,
      'mutation { revokeOAuthGrant(grantId: "1") { ... on RevokeOAuthGrantPayload { grant { id } } } }',
    ],
    [
      'errors: a handful of issues',
      10 + 10,
      'mutation { createOAuthClient(input: { name: "n", allowedScopes: [], clientType: PUBLIC, allowedGrantTypes: [] }) { ... on OAuthValidationError { issues { code } } } }',
    ],
    ['introspection, however deep', 100, '{ __schema { types { fields { args { type { name } } } } } }'],
    ['one type', 100, '{ __type(name: "Query") { name } }'],
    ['the SDL for routers', 1, '{ _service { sdl } }'],
  ])('%s: %i', (_what, cost, source) => {
    expect(costOf(source)).toBe(cost);
  });

  test('an entity of a router: each representation', () => {
    const source = `query ($them: [_Any!]!) { _entities(representations: $them) { ... on OAuthClient { name } } }`;
    const them = Array.from({ length: 400 }, (_, index) => ({ __typename: 'OAuthClient', clientId: String(index) }));
    expect(costOf(source, { them })).toBe(4_000);
    expect(costOf(source, { them: them[0] })).toBe(10);
    expect(costOf(source, { them: [] })).toBe(0);
  });
});

describe('variables', () => {
  const PAGE = 'query ($n: Int) { oauthClients(first: $n) { nodes { name } } }';
  test.each<[what: string, cost: number, source: string, variables: Record<string, unknown>]>([
    ['a size', 30 + 5, PAGE, { n: 5 }],
    ['another with the same document', 30 + 50, PAGE, { n: 50 }],
    ['none', 30 + 20, PAGE, {}],
    ['null', 30 + 20, PAGE, { n: null }],
    ['no number, which will be refused', 30 + 20, PAGE, { n: '5' }],
    ['no whole number, which will be refused', 30 + 20, PAGE, { n: Number.POSITIVE_INFINITY }],
    ['negative, which will be refused', 30, PAGE, { n: -5 }],
    ['one of another name', 30 + 20, PAGE, { m: 1 }],
    ['a default', 30 + 3, PAGE.replace('Int', 'Int = 3'), {}],
    ['instead of a default', 30 + 5, PAGE.replace('Int', 'Int = 3'), { n: 5 }],
    ['null instead of a default', 30 + 20, PAGE.replace('Int', 'Int = 3'), { n: null }],
    ['of a name that every object has', 30 + 3, PAGE.replaceAll('$n', '$constructor').replace('Int', 'Int = 3'), {}],
    ['ids', 20, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['x', 'y'] }],
    ['an id in a list', 20, 'query ($id: ID!) { nodes(ids: [$id, "y"]) { id } }', { id: 'x' }],
    ['numbers as ids', 10, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: 700 }],
  ])('%s: %i', (_what, cost, source, variables) => {
    expect(costOf(source, variables)).toBe(cost);
  });

  const CONDITION = 'query ($c: Boolean!) { oauthGrant(grantId: "1") { client @include(if: $c) { name } } }';
  test.each<[what: string, cost: number, source: string, variables: Record<string, unknown>]>([
    ['included', 20, CONDITION, { c: true }],
    ['not included', 10, CONDITION, { c: false }],
    ['undecided, which will be refused', 20, CONDITION, {}],
    ['by default not included', 10, CONDITION.replace('Boolean!', 'Boolean! = false'), {}],
    ['skipped', 10, CONDITION.replace('include', 'skip'), { c: true }],
    ['not skipped', 20, CONDITION.replace('include', 'skip'), { c: false }],
    ['skipped for ever', 10, CONDITION.replace('include(if: $c)', 'skip(if: true) @include(if: $c)'), { c: true }],
    ['not skipped, and not included', 10, CONDITION.replace('@include', '@skip(if: false) @include'), { c: false }],
    [
      'a fragment not included',
      10,
      '{ oauthGrant(grantId: "1") { ...F @include(if: false) } } fragment F on OAuthGrant { client { id } }',
      {},
    ],
    ['an inline fragment skipped', 10, '{ oauthGrant(grantId: "1") { ... @skip(if: true) { client { id } } } }', {}],
  ])('%s: %i', (_what, cost, source, variables) => {
    expect(costOf(source, variables)).toBe(cost);
  });
});

test('of several operations the one that was asked for', () => {
  const source = 'query Cheap { __typename } query Dear { oauthClients(first: 100) { nodes { name } } }';
  expect(costOf(source, {}, 'Cheap')).toBe(0);
  expect(costOf(source, {}, 'Dear')).toBe(130);
});

test('a fragment costs what the page around it makes of it', () => {
  const fragment = 'fragment F on OAuthGrantConnection { nodes { client { id } } }';
  const source = `query ($n: Int) { a: oauthGrants(first: $n) { ...F } b: oauthGrants(first: 2) { ...F } } ${fragment}`;
  expect(costOf(source, { n: 5 })).toBe(30 + 5 * 11 + 30 + 2 * 11);
});

test.each([
  ['', {}],
  ['query ($c: Boolean!)', { c: true }],
])('fragments that spread each other 2^110 times cost the most there is, and no time: %s', (head, variables) => {
  const spread = (index: number) => `fragment F${index} on OAuthGrant { ...F${index + 1} ...F${index + 1} }`;
  const leaf = `fragment F110 on OAuthGrant { client ${head && '@include(if: $c)'} { id } }`;
  const fragments = [...Array.from({ length: 110 }, (_, index) => spread(index)), leaf];
  const source = `${head} { oauthGrant(grantId: "1") { ...F0 } } ${fragments.join(' ')}`;
  expect(costOf(source, variables)).toBe(Number.MAX_SAFE_INTEGER);
});

test('a random operation costs what counting by hand finds', () => {
  fc.assert(
    fc.property(randomOperation(schema), ({ source, variables }) => {
      expect(costOf(source, variables)).toBe(naiveCost(schema, parse(source), variables));
    }),
    { numRuns: 300 },
  );
});

describe('a list that is read whole is paid for once, and again after what may have changed it', () => {
  const SCAN = 1_000_000;
  const scansOf = (source: string, variables: Record<string, unknown> = {}) =>
    Math.floor(costOf(source, variables, undefined, SCAN) / SCAN);
  const grants = 'client { grants { totalCount } }';
  const update = `updateOAuthClient(clientId: "x", input: {}) { ... on UpdateOAuthClientPayload { ${grants} } }`;
  const revoke = `revokeOAuthGrant(grantId: "x") { ... on RevokeOAuthGrantPayload { grant { ${grants} } } }`;
  const remove = 'deleteOAuthClient(clientId: "x") { __typename }';
  const all = 'revokeOAuthGrants(input: { where: { scope: "s" } }) { __typename }';
  const decide = 'decideOAuthConsent(input: $in) { __typename }';
  const FILTER = 'query ($f: OAuthGrantFilter) { oauthGrants(filter: $f) { totalCount } }';
  const LEAST = 'query ($least: OAuthFindingSeverity) { oauthFindings(minSeverity: $least) { totalCount } }';
  const PART = `fragment F on Mutation { b: ${remove} ... { c: ${update} } }`;

  test.each<[scans: number, source: string, variables?: Record<string, unknown>]>([
    [0, '{ oauthGrants { totalCount } oauthClients { nodes { name } } oauthGrant(grantId: "x") { client { name } } }'],
    [0, '{ oauthGrants(filter: null) { totalCount } }'],
    [1, `mutation { ${all} ${all} }`],
    [2, `mutation { a: ${all} b: ${all} }`],
    [3, `mutation { a: ${update} b: ${all} c: ${update} d: ${update} }`],
    [1, `mutation ($c: Boolean!) { a: ${all} b: ${all.replace(' { __', ' @include(if: $c) { __')} }`, { c: false }],
    [1, '{ oauthGrants(filter: { scope: "s" }) { totalCount } }'],
    [1, '{ a: oauthGrants(filter: { scope: "s" }) { totalCount } b: oauthGrants(filter: {}) { nodes { id } } }'],
    [1, `{ oauthClients { nodes { grants { totalCount } } } oauthGrant(grantId: "x") { ${grants} } }`],
    [1, '{ node(id: "x") { ... on OAuthClient { ...F } } } fragment F on OAuthClient { grants { totalCount } }'],
    [1, FILTER, { f: { scope: 's' } }],
    [0, FILTER, { f: null }],
    [0, FILTER, {}],
    [1, FILTER.replace('Filter)', 'Filter = { scope: "s" })'), {}],
    [1, 'query ($c: Boolean!) { oauthGrants(filter: {}) @include(if: $c) { totalCount } }', { c: true }],
    [0, 'query ($c: Boolean!) { oauthGrants(filter: {}) @include(if: $c) { totalCount } }', { c: false }],
    [0, `mutation { ${remove} }`],
    [1, `mutation { ${update} }`],
    [1, `mutation { ${Array.from({ length: 20 }, (_, at) => `u${at}: ${update}`).join(' ')} }`],
    [3, `mutation { a: ${revoke} b: ${revoke} c: ${revoke} }`],
    [2, `mutation { a: ${update} b: ${remove} c: ${update} d: ${update} }`],
    [1, `mutation { a: ${remove} b: ${remove} c: ${update} }`],
    [1, `mutation { a: ${update} b: ${remove} }`],
    [2, `mutation ($in: DecideOAuthConsentInput!) { a: ${update} ${decide} c: ${update} }`],
    [2, `mutation { a: ${update} ...F } ${PART}`],
    [1, `mutation ($c: Boolean!) { a: ${update} ...F @skip(if: $c) } ${PART}`, { c: true }],
    [2, `mutation { a: revokeOAuthGrant(grantId: "x") { __typename } b: ${revoke} a: ${revoke} }`],
    [1, '{ oauthClients { nodes { findings { code } grants { totalCount } } } }'],
    [0, '{ oauthClients { nodes { findings(minSeverity: HIGH) { code } } } }'],
    [1, `mutation { a: ${update} b: ${update.replace('grants { totalCount }', 'findings { code }')} }`],
    // The lists of clients and of grants, each once; or that of clients alone.
    [2, '{ a: oauthFindings { totalCount } b: oauthFindings(codes: GRANT_UNUSED) { nodes { code } } }'],
    [2, '{ oauthFindings { totalCount } oauthGrants(filter: {}) { totalCount } }'],
    [1, '{ oauthFindings(codes: [TOS_URI_MISSING, SCOPE_NOT_OFFERED]) { totalCount } }'],
    [1, '{ oauthFindings(codes: []) { totalCount } }'],
    [2, LEAST, {}],
    [2, LEAST, { least: null }],
    [2, LEAST, { least: 'LOW' }],
    [1, LEAST, { least: 'MEDIUM' }],
    [1, LEAST.replace('Severity)', 'Severity = HIGH)'), {}],
  ])('%i: %s', (scans, source, variables = {}) => {
    expect(scansOf(source, variables)).toBe(scans);
  });

  test('with what else the operation costs', () => {
    expect(costOf('{ oauthGrants(filter: {}, first: 3) { nodes { id } } }', {}, undefined, 70)).toBe(30 + 3 + 70);
  });
});

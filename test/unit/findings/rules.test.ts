import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingsOf, fixOf, idOf, pathOf } from '../../../src/findings/find.ts';
import type { Facts, Rule, Subject } from '../../../src/findings/rule.ts';
import { FINDING_CODES, type FindingCode, RULES, rulesFor } from '../../../src/findings/rules.ts';
import type { OAuthClient, OAuthGrant } from '../../../src/telnyx/types.ts';
import { wireGrant } from '../../support/resources.ts';

const NOW = Date.parse('2026-06-30T00:00:00Z');
const FACTS: Facts = { unusedGrantDays: 90, now: NOW };
const OPEN = { off: [] };

/** A client that no rule finds anything about. */
const TIDY: OAuthClient = {
  record_type: 'oauth_client',
  client_id: 'tidy',
  name: 'Tidy',
  org_id: 'org',
  user_id: 'user',
  client_type: 'confidential',
  allowed_scopes: ['messaging.read', 'voice.read'],
  allowed_grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['https://app.example/cb'],
  require_pkce: false,
  logo_uri: 'https://app.example/logo',
  policy_uri: 'https://app.example/privacy',
  tos_uri: 'https://app.example/terms',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
};
const PUBLIC: Subject = { ...TIDY, client_type: 'public', require_pkce: true };
const withUris = (...redirect_uris: unknown[]) => ({ ...PUBLIC, redirect_uris: redirect_uris as string[] });
const withTypes = (...types: string[]) =>
  ({ ...TIDY, allowed_grant_types: types }) as Subject & Pick<OAuthClient, 'allowed_grant_types'>;
const withScopes = (...allowed_scopes: string[]) => ({ ...TIDY, allowed_scopes });

type Case = [what: string, client: Subject, facts?: Partial<Facts>];
/** What a finding has: its path, and the members that its fix changes, null where there is none. */
type Bad = [...Required<Case>, found: [path: ReturnType<typeof pathOf>, changes: object | null][]];

const OFFERED = { offeredScopes: new Set(['messaging.read', 'voice.read']) };
const ANYONE = { isRegistration: true };
const grant = (created_at: string, last_used_at?: string | null) =>
  wireGrant({ created_at, ...(last_used_at !== undefined && { last_used_at }) }) as OAuthGrant;
const grants = (...given: OAuthGrant[]) => ({ grants: given });

const PKCE = { require_pkce: true };
const oneUri = (uri: string) => ({ redirect_uris: [uri] });

const CASES: Record<FindingCode, { good: Case[]; bad: Bad[] }> = {
  PUBLIC_CLIENT_WITHOUT_PKCE: {
    good: [
      ['a public client that must use it', PUBLIC],
      ['a confidential client', { ...TIDY, require_pkce: false }],
      ['a public client without codes', { ...PUBLIC, require_pkce: false, allowed_grant_types: [] }],
      ['a client of a type that is not told', { ...PUBLIC, require_pkce: false, client_type: null }],
      ['a registration, which does not tell', { client_type: 'public', allowed_grant_types: ['authorization_code'] }],
    ],
    bad: [['a public client', { ...PUBLIC, require_pkce: false }, {}, [[['require_pkce'], PKCE]]]],
  },
  PUBLIC_CLIENT_WITH_CLIENT_CREDENTIALS: {
    good: [
      ['a confidential client', withTypes('client_credentials', 'authorization_code')],
      ['a public client with codes', PUBLIC],
    ],
    bad: [
      [
        'a public client',
        { ...withTypes('client_credentials', 'authorization_code'), client_type: 'public', require_pkce: true },
        {},
        [[['allowed_grant_types'], { allowed_grant_types: ['authorization_code'] }]],
      ],
      [
        'one that may use nothing else',
        { ...withTypes('client_credentials'), client_type: 'public' },
        {},
        [[['allowed_grant_types'], null]],
      ],
    ],
  },
  REFRESH_TOKEN_WITHOUT_AUTHORIZATION_CODE: {
    good: [
      ['with codes', TIDY],
      ['without refresh tokens', withTypes('client_credentials')],
      [
        'with a grant type that may issue them',
        { ...withTypes('refresh_token'), unrecognized_grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] },
      ],
      ['where no grant types are told', { ...TIDY, allowed_grant_types: null }],
    ],
    bad: [
      [
        'with client credentials',
        withTypes('client_credentials', 'refresh_token'),
        {},
        [[['allowed_grant_types'], { allowed_grant_types: ['client_credentials'] }]],
      ],
      ['with nothing else', withTypes('refresh_token'), {}, [[['allowed_grant_types'], null]]],
    ],
  },
  AUTHORIZATION_CODE_WITHOUT_REDIRECT_URI: {
    good: [
      ['with one', TIDY],
      ['where none are told', { ...TIDY, redirect_uris: null }],
      ['without codes', { ...withTypes('client_credentials'), redirect_uris: [] }],
    ],
    bad: [['with none', { ...TIDY, redirect_uris: [] }, {}, [[['redirect_uris'], null]]]],
  },
  REDIRECT_URI_HTTP: {
    good: [
      ['https', TIDY],
      ['loopback addresses', withUris('http://127.0.0.1/cb', 'http://127.1.2.3:8400/cb', 'http://[::1]:1/cb')],
      ['localhost, which has a rule of its own', withUris('http://localhost:8400/cb')],
      ['what is no URI', withUris('http://', 'nonsense', null, 7)],
      ['where the list does not fit', { ...TIDY, redirect_uris: new Error('misfit') as never }],
    ],
    bad: [
      [
        'a host',
        withUris('HTTP://App.example/cb?x=1'),
        {},
        [[['redirect_uris', 0], oneUri('https://App.example/cb?x=1')]],
      ],
      ['a host with a port', withUris('http://app.example:8080/cb'), {}, [[['redirect_uris', 0], null]]],
      ['a host with its usual port', withUris('http://app.example:80'), {}, [[['redirect_uris', 0], null]]],
      ['an address', withUris('http://[::2]/cb'), {}, [[['redirect_uris', 0], oneUri('https://[::2]/cb')]]],
      [
        'a name that looks like one',
        withUris('http://127.0.0.1.example/'),
        {},
        [[['redirect_uris', 0], oneUri('https://127.0.0.1.example/')]],
      ],
      [
        'one that is there by https too, among others, twice',
        withUris('https://b.example/', 'http://a.example/', 'https://a.example/', 'http://a.example/'),
        {},
        [[['redirect_uris', 1], { redirect_uris: ['https://b.example/', 'https://a.example/'] }]],
      ],
    ],
  },
  REDIRECT_URI_WILDCARD: {
    good: [['none', TIDY]],
    bad: [
      ['in the host', withUris('https://*.app.example/cb'), {}, [[['redirect_uris', 0], null]]],
      ['in the path', withUris('https://app.example/cb', 'https://app.example/*'), {}, [[['redirect_uris', 1], null]]],
    ],
  },
  REDIRECT_URI_FRAGMENT: {
    good: [['none', TIDY]],
    bad: [
      ['one', withUris('https://app.example/cb#/in'), {}, [[['redirect_uris', 0], oneUri('https://app.example/cb')]]],
      ['an empty one', withUris('https://app.example/#'), {}, [[['redirect_uris', 0], oneUri('https://app.example/')]]],
    ],
  },
  REDIRECT_URI_LOCALHOST: {
    good: [
      ['a loopback address', withUris('http://127.0.0.1:8400/cb')],
      ['a host that begins so', withUris('https://localhost.example/cb', 'https://localhosts/cb')],
      ['a private-use scheme', withUris('com.example.app://localhost/cb')],
    ],
    bad: [
      [
        'with a port',
        withUris('http://localhost:8400/cb'),
        {},
        [[['redirect_uris', 0], oneUri('http://127.0.0.1:8400/cb')]],
      ],
      ['without', withUris('http://LOCALHOST'), {}, [[['redirect_uris', 0], oneUri('http://127.0.0.1')]]],
      ['by https', withUris('https://localhost/cb'), {}, [[['redirect_uris', 0], null]]],
      ['below it', withUris('http://app.localhost/cb'), {}, [[['redirect_uris', 0], null]]],
    ],
  },
  REDIRECT_URI_SCHEME_WITHOUT_PERIOD: {
    good: [
      ['a reversed domain name', withUris('com.example.app:/cb', 'example.bluebird:/callback')],
      ['the web', TIDY],
      ['a name that is no scheme of an app', withUris('urn:ietf:wg:oauth:2.0:oob')],
    ],
    bad: [['a word', withUris('myapp://cb'), {}, [[['redirect_uris', 0], null]]]],
  },
  ANONYMOUS_REGISTRATION_WITH_BROAD_SCOPE: {
    good: [
      ['a client of the account', withScopes('messaging.write', 'admin')],
      ['reading', withScopes('messaging.read', 'rewrite', 'administration.read'), ANYONE],
      ['no scopes told', { ...TIDY, allowed_scopes: null }, ANYONE],
    ],
    bad: [
      [
        'writing, and all',
        withScopes('messaging.read', 'messaging.write', 'admin', '*', 'https://api.example/all'),
        ANYONE,
        [1, 2, 3, 4].map((index) => [['allowed_scopes', index], null]),
      ],
    ],
  },
  SCOPE_NOT_OFFERED: {
    good: [
      ['offered ones', TIDY, OFFERED],
      ['where the metadata tells none', withScopes('fax.read'), { offeredScopes: new Set<string>() }],
      ['where the metadata is not known', withScopes('fax.read')],
    ],
    bad: [
      [
        'others',
        withScopes('fax.read', 'voice.read', 'admin'),
        OFFERED,
        [
          [['allowed_scopes', 0], { allowed_scopes: ['voice.read', 'admin'] }],
          [['allowed_scopes', 2], { allowed_scopes: ['fax.read', 'voice.read'] }],
        ],
      ],
      ['only one other, twice', withScopes('fax.read', 'fax.read'), OFFERED, [[['allowed_scopes', 0], null]]],
    ],
  },
  GRANT_UNUSED: {
    good: [
      ['no grants', TIDY, grants()],
      ['grants that are not known', TIDY],
      ['used lately', TIDY, grants(grant('2025-01-01T00:00:00Z', '2026-06-29T00:00:00Z'))],
      ['not used, but new', TIDY, grants(grant('2026-06-29T00:00:00Z'), grant('2026-04-02T00:00:01Z', null))],
      ['times that cannot be read', TIDY, grants(grant('long ago'), grant('2025-01-01T00:00:00Z', 'lately'))],
    ],
    bad: [
      ['used long ago', TIDY, grants(grant('2025-01-01T00:00:00Z', '2026-03-31T23:59:59Z')), [[['grants'], null]]],
      ['not used since it was made', TIDY, grants(grant('2025-01-01T00:00:00Z', null)), [[['grants'], null]]],
    ],
  },
  POLICY_URI_MISSING: {
    good: [
      ['there', TIDY],
      ['a client that asks nobody', { ...withTypes('client_credentials'), policy_uri: null }],
      ['one that does not fit', { ...TIDY, policy_uri: new Error('misfit') as never }],
    ],
    bad: [
      ['not there', { ...TIDY, policy_uri: null }, {}, [[['policy_uri'], null]]],
      ['empty', { ...TIDY, policy_uri: '' }, {}, [[['policy_uri'], null]]],
    ],
  },
  TOS_URI_MISSING: {
    good: [
      ['there', TIDY],
      ['a client that asks nobody', { ...withTypes('client_credentials'), tos_uri: null }],
    ],
    bad: [['not there', { ...TIDY, tos_uri: null }, {}, [[['tos_uri'], null]]]],
  },
};

const find = (code: FindingCode, client: Subject, facts: Partial<Facts> = {}) =>
  findingsOf(client, rulesFor({ codes: [code] }, OPEN), { ...FACTS, ...facts }).map((finding) => {
    expect(finding).toMatchObject({ code, rule: RULES[code], client, isRegistration: facts.isRegistration ?? false });
    const { message } = finding.problem;
    return { id: idOf(finding), path: pathOf(finding), fix: fixOf(finding) ?? null, message };
  });

describe.each(FINDING_CODES)('%s', (code) => {
  const { good, bad } = CASES[code];

  test.each(good)('finds nothing about %s', (_what, client, facts) => {
    expect(find(code, client, facts)).toEqual([]);
  });

  test.each(bad)('finds %s', (_what, client, facts, expected) => {
    const found = find(code, client, facts);
    expect(found.map(({ path }) => path)).toEqual(expected.map(([path]) => path));
    expected.forEach(([, changes], at) => {
      const { fix, message } = found[at]!;
      // One sentence.
      expect(message).toMatch(/^[A-Z0-9][^\n]*[^.]\.$/);
      const { name, allowed_scopes, allowed_grant_types, redirect_uris, require_pkce } = client;
      const { logo_uri, policy_uri, tos_uri } = client;
      const asRead = {
        name,
        allowed_scopes,
        allowed_grant_types,
        redirect_uris,
        require_pkce,
        logo_uri,
        policy_uri,
        tos_uri,
      };
      expect(fix).toEqual(changes && { ...asRead, ...changes });
    });
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
  });

  test('says what its fix breaks, where it has one', () => {
    const { fix, breaks }: Rule = RULES[code];
    expect(breaks === undefined).toBe(fix === undefined);
    if (breaks !== undefined) expect(breaks).toMatch(/^[A-Z][^\n]*\.$/);
  });

  test('says which section of which RFC asks for it', () => {
    expect(RULES[code].reference).toMatch(/^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d{4}#section-\d+(\.\d+)*$/);
  });
});

test('no rule finds anything about a client that is as it should be', () => {
  const facts = { ...FACTS, ...OFFERED, ...ANYONE, ...grants() };
  for (const client of [TIDY, PUBLIC]) expect(findingsOf(client, rulesFor({}, OPEN), facts)).toEqual([]);
});

test('no rule finds anything about a client of which nothing is known', () => {
  const facts = { ...FACTS, ...OFFERED, ...ANYONE };
  expect(findingsOf({}, rulesFor({}, OPEN), facts)).toEqual([]);
  const misfits = Object.fromEntries(Object.keys(TIDY).map((name) => [name, new Error('misfit')]));
  expect(findingsOf(misfits as Subject, rulesFor({}, OPEN), facts)).toEqual([]);
});

test.each<[what: string, members: object]>([
  ['a redirect URI is unreadable', { redirect_uris: ['https://app.example/cb', null] }],
  ['a member does not fit', { logo_uri: new Error('misfit') }],
  ['scopes are not told', { allowed_scopes: null }],
  ['a grant type has no word', { unrecognized_grant_types: ['device'] }],
])('there is no fix where %s: an update would lose it', (_what, members) => {
  const [finding] = find('PUBLIC_CLIENT_WITHOUT_PKCE', { ...PUBLIC, require_pkce: false, ...members });
  expect(finding!.fix).toBeNull();
});

test('a rule finds ten items of a client at the most', () => {
  const uris = Array.from({ length: 5_000 }, (_, at) => `http://${at % 2_000}.example/#*`);
  const client = { ...withUris(...uris), allowed_scopes: uris };
  const found = findingsOf(client, rulesFor({}, OPEN), { ...FACTS, ...OFFERED });
  const counts = [...Map.groupBy(found, ({ code }) => code)].map(([code, of]) => [code, of.length]);
  const of = ['REDIRECT_URI_HTTP', 'REDIRECT_URI_WILDCARD', 'REDIRECT_URI_FRAGMENT', 'SCOPE_NOT_OFFERED'];
  expect(counts).toEqual(of.map((code) => [code, 10]));
});

test('a scope in a message is shown in part where it is long', () => {
  const [finding] = find('SCOPE_NOT_OFFERED', withScopes('x'.repeat(5_000)), OFFERED);
  expect(finding!.message.length).toBeLessThan(200);
});

test('the id of a finding stays while others come and go around it', () => {
  const idsOf = (...uris: string[]) => find('REDIRECT_URI_HTTP', withUris(...uris)).map(({ id }) => id);
  const [first, second] = idsOf('http://a.example', 'http://b.example');
  expect(idsOf('http://b.example')).toEqual([second]);
  expect(idsOf('https://c.example', 'http://b.example', 'http://a.example')).toEqual([second, first]);
});

test('a filter takes severities from the given one up, and codes; what is off is never taken', () => {
  const codesOf = (...args: Parameters<typeof rulesFor>) => rulesFor(...args).map(([code]) => code);
  expect(codesOf({}, OPEN)).toEqual(FINDING_CODES);
  expect(codesOf({ minSeverity: null, codes: null }, OPEN)).toEqual(FINDING_CODES);
  expect(codesOf({ minSeverity: 'HIGH' }, OPEN)).toEqual(
    FINDING_CODES.filter((code) => RULES[code].severity === 'HIGH'),
  );
  expect(codesOf({ minSeverity: 'MEDIUM' }, OPEN)).toEqual(
    FINDING_CODES.filter((code) => RULES[code].severity !== 'LOW'),
  );
  expect(codesOf({ codes: ['TOS_URI_MISSING', 'GRANT_UNUSED'] }, { off: ['GRANT_UNUSED'] })).toEqual([
    'TOS_URI_MISSING',
  ]);
  expect(codesOf({ codes: [] }, OPEN)).toEqual([]);
});

test('a message about grants says how many, and which count from their creation', () => {
  const [finding] = find(
    'GRANT_UNUSED',
    TIDY,
    grants(
      grant('2025-01-01T00:00:00Z'),
      grant('2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z'),
      grant('2026-06-29T00:00:00Z'),
    ),
  );
  expect(finding!.message).toMatch(/^2 grants .* 90 days, 1 of them by the time of creation/);
});

test('the page on findings has each rule as it is', () => {
  const page = readFileSync('docs/findings.md', 'utf8');
  const rows = page.match(/^\| `[A-Z].*$/gm)!.map((row) => row.split('|').map((cell) => cell.trim()));
  const expected = FINDING_CODES.map((code) => {
    const { severity, meaning, reference } = RULES[code];
    const [, rfc, number] = /rfc(\d+)#section-(.+)$/.exec(reference)!;
    return [`\`${code}\``, severity, meaning, `[RFC ${rfc} section ${number}](${reference})`];
  });
  expect(rows.map((row) => row.slice(1, 5))).toEqual(expected);
  const byHand = FINDING_CODES.filter((code) => CASES[code].bad.flatMap((bad) => bad[3]).every(([, fix]) => !fix));
  expect(rows.filter((row) => row[5] === 'a person').map((row) => row[1])).toEqual(byHand.map((code) => `\`${code}\``));
});

const someOf = <T>(...values: T[]) => fc.subarray(values, { minLength: 0 }).chain((some) => fc.shuffledSubarray(some));
const AT_RANDOM: fc.Arbitrary<Subject> = fc.record({
  client_type: fc.constantFrom('public', 'confidential'),
  require_pkce: fc.boolean(),
  allowed_grant_types: someOf('authorization_code', 'client_credentials', 'refresh_token'),
  allowed_scopes: someOf('messaging.read', 'voice.read', 'admin', 'fax.write'),
  redirect_uris: fc.array(
    fc
      .tuple(
        fc.constantFrom('http', 'https', 'HTTP', 'myapp', 'com.example.app', 'urn'),
        fc.constantFrom('://app.example', '://localhost', '://127.0.0.1', '://*.example', '://a.localhost', ':x'),
        fc.constantFrom('', ':80', '/cb', '/*', '?q=*', '#here', '#*'),
      )
      .map((parts) => parts.join('')),
    { maxLength: 6 },
  ),
  policy_uri: fc.constantFrom(null, 'https://app.example/privacy'),
  tos_uri: fc.constantFrom(null, 'https://app.example/terms'),
});

test('whatever a client is like, a fix makes its finding go and brings no other', () => {
  const facts = { ...FACTS, ...OFFERED };
  const all = rulesFor({}, OPEN);
  const countsOf = (client: Subject) => {
    const found = findingsOf(client, all, facts);
    expect(new Set(found.map(idOf)).size).toBe(found.length);
    const counts = Map.groupBy(found, ({ code }) => code);
    return { found, countOf: (code: FindingCode) => counts.get(code)?.length ?? 0 };
  };
  let fixes = 0;
  fc.assert(
    fc.property(AT_RANDOM, (members) => {
      const client = { ...TIDY, ...members };
      const before = countsOf(client);
      for (const finding of before.found) {
        const fix = fixOf(finding);
        if (!fix) continue;
        fixes++;
        const after = countsOf({ ...client, ...fix } as Subject);
        for (const code of FINDING_CODES) {
          expect(after.countOf(code)).toBeLessThanOrEqual(before.countOf(code) - (code === finding.code ? 1 : 0));
        }
      }
    }),
    { numRuns: 500 },
  );
  expect(fixes).toBeGreaterThan(500);
});

import { describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());

const ENTITIES = 'query ($them: [_Any!]!) { _entities(representations: $them) { __typename } }';

/** An object in objects, or a list in lists, that many of them. */
const deep = (depth: number, wrap: (inner: unknown) => unknown): unknown =>
  Array.from({ length: depth }).reduce((inner) => wrap(inner), 1);
const withMembers = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, index]));

/** What refuses the variables on both ways; undefined: nothing that a limit says. */
async function refusal(query: string, variables: Record<string, unknown>): Promise<unknown> {
  const answers = await Promise.all(
    ['application/json', 'application/json, multipart/mixed'].map((accept) =>
      gateway.ask(query, variables, { headers: { accept } }),
    ),
  );
  const [one, other] = answers.map(({ status, body }) => {
    const [error] = body.errors ?? [];
    if (error?.extensions.code !== 'QUERY_TOO_COMPLEX') return undefined;
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(1);
    return [error.extensions.measure, error.extensions.maximum];
  });
  expect(one).toEqual(other);
  return one;
}

describe('variables hold at most 10,000 members and items together', () => {
  test.each<[what: string, values: (count: number) => Record<string, unknown>]>([
    ['in one object', (count) => ({ them: [withMembers(count - 2)] })],
    ['in one list', (count) => ({ them: { clientId: Array(count - 2).fill('x') } })],
    ['in several', (count) => ({ them: [withMembers(4_000), withMembers(count - 4_003)] })],
    ['of their own', (count) => ({ them: [], ...withMembers(count - 1) })],
  ])('%s', async (_what, values) => {
    expect(await refusal(ENTITIES, values(10_000))).toBeUndefined();
    expect(await refusal(ENTITIES, values(10_001))).toEqual(['variables', 10_000]);
  });
});

describe('variables hold lists and objects at most 50 deep', () => {
  test.each<[what: string, wrap: (inner: unknown) => unknown]>([
    ['lists', (inner) => [inner]],
    ['objects', (inner) => ({ inner })],
  ])('%s', async (_what, wrap) => {
    expect(await refusal(ENTITIES, { them: [deep(49, wrap)] })).toBeUndefined();
    expect(await refusal(ENTITIES, { them: [deep(50, wrap)] })).toEqual(['nesting', 50]);
    expect(await refusal('{ __typename }', { unused: deep(20_000, wrap) })).toEqual(['nesting', 50]);
  });
});

test('a list of items that are all wrong is told of by 10 errors, and is not looked at to its end', async () => {
  const input = '{ clientId: "c", redirectUri: "https://a.example", scopes: $scopes }';
  const query = `query ($scopes: [String!]) { oauthAuthorizationRequest(input: ${input}) { url } }`;
  for (let time = 0; time < 3; time++) {
    const { body } = await gateway.ask(query, { scopes: Array(9_000).fill({}) });
    expect(body.errors!.map(({ extensions }) => extensions.code)).toEqual(Array(10).fill('BAD_USER_INPUT'));
    expect(body.extensions.omittedErrors).toBe(40);
  }
});

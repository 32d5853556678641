import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { type Answer, startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { globalId } from './expected.ts';

const schema = buildSchema(readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8'));
const { OAuthClient: client, Query: query, Mutation: mutation } = schema.getTypeMap() as never as Record<string, Type>;
type Type = { getFields(): Record<string, GraphQLField<unknown, unknown>> };
type Input = GraphQLArgument | GraphQLInputField;
type Path = readonly string[];

const gateway = useForTests(() => startGateway());

/** Every place where a caller may send text, or a list: the field, and the path from its arguments down. */
interface Place {
  field: GraphQLField<unknown, unknown>;
  path: Path;
  input: Input;
}

function placesOf(field: GraphQLField<unknown, unknown>, inputs: readonly Input[], path: Path = []): Place[] {
  return inputs.flatMap((input) => {
    const type = getNamedType(input.type);
    const here = [...path, input.name];
    if (isInputObjectType(type)) return placesOf(field, Object.values(type.getFields()), here);
    const isText = ['String', 'ID', 'URL', 'OAuthSecret'].includes(type.name);
    return isText || isListType(getNullableType(input.type)) ? [{ field, path: here, input }] : [];
  });
}

const FIELDS = [query!, mutation!, client!].flatMap((type) => Object.values(type.getFields()));
const PLACES = FIELDS.flatMap((field) => placesOf(field, field.args));
const nameOf = ({ field, path }: Place) => `${field.name}(${path.join('.')})`;

const boundOf = ({ input }: Place, unit: string) => {
  const told = new RegExp(`[Aa]t most ([\\d,]+) ${unit}`).exec(input.description ?? '')?.[1];
  return told === undefined ? undefined : Number(told.replaceAll(',', ''));
};

/** A text of a type that has so many characters and breaks no other rule. */
const textOf = (type: string, length: number) =>
  type === 'URL' ? `https://a.example/${'u'.repeat(length - 18)}` : 'x'.repeat(length);

/** What a required input gets. */
function exampleOf(type: GraphQLInputType): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [];
  if (isInputObjectType(nullable)) return membersOf(Object.values(nullable.getFields()));
  if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
  return nullable.name === 'Boolean' ? true : textOf(nullable.name, 20);
}

function membersOf(inputs: readonly Input[]): Record<string, unknown> {
  const required = inputs.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
  return Object.fromEntries(required.map(({ name, type }) => [name, exampleOf(type)]));
}

/** Asks for the field with this value at its place. The issues in the answer, their codes by their paths. */
async function issuesOf({ field, path, input }: Place, value: unknown): Promise<Record<string, string>> {
  const args = membersOf(field.args);
  let owner = args;
  for (const name of path.slice(0, -1)) {
    owner[name] ??= {};
    owner = owner[name] as Record<string, unknown>;
  }
  owner[input.name] = value;
  const body = await ask(field, args);
  const result = Object.values(body.data ?? {})[0] as { issues?: { path: string[]; code: string }[] } | null;
  const issues = result?.issues ?? body.errors?.flatMap(({ extensions }) => extensions.issues ?? []) ?? [];
  for (const { extensions } of body.errors ?? []) expect(extensions.code).not.toBe('UPSTREAM_CONTRACT');
  return Object.fromEntries(issues.map((issue) => [issue.path.join('.'), issue.code]));
}

async function ask(field: GraphQLField<unknown, unknown>, args: Record<string, unknown>): Promise<Answer['body']> {
  const given = field.args.filter(({ name }) => args[name] !== undefined);
  const variables = given.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const type = getNamedType(field.type);
  const members = isUnionType(type) ? type.getTypes().map(String) : [];
  const issues = members.includes('OAuthValidationError') ? '... on OAuthValidationError { issues { path code } }' : '';
  const call = `${field.name}(${given.map(({ name }) => `${name}: $${name}`)}) { __typename ${issues} }`;
  const isMutation = mutation!.getFields()[field.name] === field;
  const isNested = client!.getFields()[field.name] === field;
  const selection = isNested ? `oauthClient(clientId: "${DEMO_CLIENT.client_id}") { ${call} }` : call;
  return (await gateway.ask(`${isMutation ? 'mutation' : 'query'} (${variables}) { ${selection} }`, args)).body;
}

test('every text and list that a caller may send has a bound, and tells it', () => {
  expect(PLACES.length).toBeGreaterThan(50);
  const unbounded = PLACES.filter((place) => {
    const { name } = getNamedType(place.input.type);
    const isList = isListType(getNullableType(place.input.type));
    const isText = !isEnumType(schema.getType(name));
    return (isList && !boundOf(place, 'items')) || (isText && !boundOf(place, 'characters'));
  });
  expect(unbounded.map(nameOf)).toEqual([]);
});

const LISTS = PLACES.filter((place) => boundOf(place, 'items'));
const TEXTS = PLACES.filter((place) => boundOf(place, 'characters') && nameOf(place) !== 'nodes(ids)');

describe('a text that is too long is refused at its path, and nothing is called', () => {
  test.each(TEXTS.map((place) => [nameOf(place), place] as const))('%s', async (_name, place) => {
    gateway.sandbox.calls.length = 0;
    const bound = boundOf(place, 'characters')!;
    const { name } = getNamedType(place.input.type);
    const isList = isListType(getNullableType(place.input.type));
    const path = [...place.path, ...(isList ? ['1'] : [])].join('.');
    const given = (length: number) => (isList ? [textOf(name, 20), textOf(name, length)] : textOf(name, length));
    expect(await issuesOf(place, given(bound + 1))).toMatchObject({ [path]: 'too_big' });
    expect(gateway.sandbox.calls.filter((call) => !call.path.includes(DEMO_CLIENT.client_id))).toEqual([]);
    expect(['too_big', 'format']).not.toContain((await issuesOf(place, given(bound)))[path]);
  });
});

describe('a list that is too long is refused at its path, and nothing is called', () => {
  test.each(LISTS.map((place) => [nameOf(place), place] as const))('%s', async (name, place) => {
    gateway.sandbox.calls.length = 0;
    // Each id costs a call, so that the price refuses such a list before.
    if (name === 'nodes(ids)') return void expect(boundOf(place, 'items')! * 10).toBe(5_000);
    const path = place.path.join('.');
    const bound = boundOf(place, 'items')!;
    const type = getNamedType(place.input.type);
    const item = isEnumType(type) ? type.getValues()[0]!.name : textOf(type.name, 20);
    expect(await issuesOf(place, Array(bound + 1).fill(item))).toMatchObject({ [path]: 'too_big' });
    expect(gateway.sandbox.calls).toEqual([]);
    expect((await issuesOf(place, Array(bound).fill(item)))[path]).not.toBe('too_big');
  });
});

test('all that is too large is told at once, and nothing of it is repeated', async () => {
  const long = 'l'.repeat(20_000);
  const input = { clientId: long, redirectUri: `app:${long}`, scopes: ['ok', long, 'ok', long], state: long };
  const document = `query ($input: OAuthAuthorizationRequestInput!) { oauthAuthorizationRequest(input: $input) { url } }`;
  const { body } = await gateway.ask(document, { input });
  expect(body.data).toEqual({ oauthAuthorizationRequest: null });
  const paths = body.errors![0]!.extensions.issues.map(({ path }: { path: unknown[] }) => path.join('.'));
  expect(paths).toEqual(['input.clientId', 'input.redirectUri', 'input.scopes.1', 'input.scopes.3', 'input.state']);
  expect(JSON.stringify(body)).not.toContain('llll');
});

test('an authorization request has a bound as a URL, whatever it is encoded from', async () => {
  const { input } = { input: { clientId: 'c', redirectUri: 'app:/cb', state: '中'.repeat(4_000) } };
  for (const [operation, field] of [
    ['query', 'oauthAuthorizationRequest(input: $input) { url }'],
    ['mutation', 'startOAuthAuthorization(input: $input) { ... on OAuthValidationError { issues { path code } } }'],
  ]) {
    gateway.sandbox.calls.length = 0;
    const document = `${operation} ($input: OAuthAuthorizationRequestInput!) { asked: ${field} }`;
    const { body } = await gateway.ask(document, { input });
    const issues = body.data.asked?.issues ?? body.errors![0]!.extensions.issues;
    expect(issues).toMatchObject([{ path: ['input'], code: 'too_big' }]);
    expect(gateway.sandbox.calls).toEqual([]);
  }
});

test('a global id that is too long fails in its own place', async () => {
  const ids = [globalId('OAuthClient', DEMO_CLIENT.client_id), globalId('OAuthClient', 'x'.repeat(100_000))];
  const { body } = await gateway.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect(body.data.nodes).toEqual([{ id: ids[0] }, null]);
  expect(body.errors).toMatchObject([{ path: ['nodes', 1], extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('a point in time has a bound, too', async () => {
  const ask = (digits: number) =>
    gateway.ask('query ($at: DateTime) { oauthGrants(filter: { createdAfter: $at }) { nodes { grantId } } }', {
      at: `2026-01-31T08:00:00.${'0'.repeat(digits)}Z`,
    });
  expect((await ask(43)).body.errors).toBeUndefined();
  expect((await ask(44)).body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('the line that a mutation leaves holds no more of an id than an id has', async () => {
  gateway.log.length = 0;
  const document = 'mutation ($id: ID!) { deleteOAuthClient(clientId: $id) { __typename } }';
  await gateway.ask(document, { id: 'i'.repeat(100_000) });
  expect(gateway.log.join('\n')).toContain('deleteOAuthClient');
  expect(Math.max(...gateway.log.map((line) => line.length))).toBeLessThan(2_000);
});

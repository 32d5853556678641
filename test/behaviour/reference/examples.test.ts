import { getOperationAST, Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { needsCredential, rootFieldsOf } from '../../../scripts/reference/root-fields.ts';
import { readExamples, runPath } from '../../../scripts/reference/run.ts';
import { ALICE_KEY, DEMO_CLIENT, type Sandbox } from '../../../src/sandbox/index.ts';
import { schema } from '../../../src/schema/index.ts';
import { consentToken, exchangeCode, freshCode, REQUEST } from '../../sandbox/flow.ts';
import { provePaths, startGateway, type TestGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';
import { shownOf } from './shown.ts';

const EXAMPLES = readExamples().map((example) => ({ ...example, parsed: parse(example.document) }));
const ROOT_FIELDS = rootFieldsOf(schema);
const LISTS = '{ oauthClients(first: 1) { totalCount } oauthGrants(first: 1) { totalCount } }';

/** The secrets that examples take as variables, by name. */
const SECRETS: Readonly<Record<string, (sandbox: Sandbox) => string | Promise<string>>> = {
  clientSecret: () => DEMO_CLIENT.client_secret,
  consentToken: (sandbox) => consentToken(sandbox, { ...REQUEST, state: 'af0ifjsldkj' }),
  token: async (sandbox) => (await exchangeCode(sandbox, await freshCode(sandbox))).body.access_token,
};

/** One that has read the lists before, and knows how long they are. */
async function open(): Promise<TestGateway> {
  const gateway = await useInTest(startGateway());
  await provePaths(gateway);
  await gateway.ask(LISTS);
  return gateway;
}

async function variablesOf({ parsed }: (typeof EXAMPLES)[number], sandbox: Sandbox): Promise<Record<string, string>> {
  const names = getOperationAST(parsed)!.variableDefinitions!.map(({ variable }) => variable.name.value);
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await SECRETS[name]!(sandbox)])));
}

test('each root field has an example, which asks for that alone', () => {
  expect(EXAMPLES.map(({ field }) => field)).toEqual(ROOT_FIELDS.map(({ name }) => name).toSorted());
  for (const { field, parsed, caption } of EXAMPLES) {
    const { selections } = getOperationAST(parsed)!.selectionSet;
    expect(selections.map((node) => node.kind === Kind.FIELD && node.name.value)).toEqual([field]);
    expect(caption).toMatch(/^[A-Z`].*[.?]$/);
  }
});

describe('an example succeeds, and costs and calls what the reference says', () => {
  test.each(EXAMPLES)('$field', async (example) => {
    const { field, document, parsed } = example;
    const gateway = await open();
    const { sandbox } = gateway;
    const seeded = JSON.stringify(sandbox.account(ALICE_KEY));
    const variables = await variablesOf(example, sandbox);
    sandbox.calls.length = 0;
    const key = needsCredential(ROOT_FIELDS.find(({ name }) => name === field)!) ? ALICE_KEY : null;
    const { status, body } = await gateway.ask(document, variables, { key, headers: { 'x-upstream-trace': 'true' } });
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
    expect(body.data[field].__typename ?? 'Payload').toMatch(/Payload$/);
    const { cost, upstream } = body.extensions;
    expect(upstream.calls).toHaveLength(sandbox.calls.length);

    const names = Object.keys(variables);
    const run = {
      ...(names.length > 0 && { variables: Object.fromEntries(names.map((name) => [name, `<${name}>`])) }),
      data: body.data,
      cost: cost.requested,
      calls: upstream.calls.map(({ method, path }: Record<string, string>) => `${method} ${decodeURIComponent(path!)}`),
    };
    const shown = shownOf(run, { document: parsed, origin: sandbox.origin, seeded });
    expect(JSON.stringify(shown)).not.toMatch(/eyJ|sandbox-demo-secret|consent_token=[^<]|\bcode=[^<]/);
    await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot(runPath(field));
  });
});

test.each(EXAMPLES)('$field is told to need a credential where it is refused without one', async (example) => {
  const gateway = await useInTest(startGateway());
  const { body } = await gateway.ask(example.document, await variablesOf(example, gateway.sandbox), { key: null });
  const codes = new Set(body.errors?.map(({ extensions }) => extensions.code));
  const isNeeded = needsCredential(ROOT_FIELDS.find(({ name }) => name === example.field)!);
  expect(codes).toEqual(new Set(isNeeded ? ['UNAUTHENTICATED'] : []));
});

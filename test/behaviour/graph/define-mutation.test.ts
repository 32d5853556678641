import { expect, test } from 'vitest';
import type { Mutation } from '../../../src/schema/define-mutation.ts';
import { schema } from '../../../src/schema/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());

const COMPLETE = {
  description: '',
  payload: undefined as never,
  errors: [],
  access: 'write',
  auditedIds: () => [],
  resolve: async () => 'done',
} satisfies Mutation<string, never, undefined, undefined>;

test('a mutation that does not say what it needs, or what the audit log names, does not compile', () => {
  const { access: _access, ...withoutAccess } = COMPLETE;
  const { auditedIds: _auditedIds, ...withoutIds } = COMPLETE;
  const mutations: Mutation<string, never, undefined, undefined>[] = [
    COMPLETE,
    // @ts-expect-error access is missing
    withoutAccess,
    // @ts-expect-error auditedIds is missing
    withoutIds,
  ];
  expect(mutations).toHaveLength(3);
});

test('every mutation says in the schema which ids the audit log names', () => {
  const fields = Object.values(schema.getMutationType()!.getFields());
  expect(fields.filter(({ extensions }) => extensions.auditedIds).map(({ name }) => name)).toEqual(
    fields.map(({ name }) => name),
  );
});

test.for([
  ['updateOAuthClient', '(clientId: ".", input: {})'],
  ['copyOAuthClient', '(clientId: ".", input: { name: "" })'],
  ['deleteOAuthClient', '(clientId: ".")'],
  ['revealOAuthClientSecret', '(clientId: ".")'],
  ['revokeOAuthGrant', '(grantId: ".")'],
  ['revokeOAuthGrants', '(input: { where: {}, first: 0 })'],
  ['createOAuthClient', '(input: { name: "", allowedScopes: [" "], clientType: PUBLIC, allowedGrantTypes: [] })'],
])('%s authorizes the caller before it looks at the arguments', async ([name, args]) => {
  gateway.sandbox.calls.length = 0;
  const { body } = await gateway.ask(`mutation { ${name}${args} { __typename } }`, {}, { key: null });
  expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
  expect(gateway.sandbox.calls).toEqual([]);
});

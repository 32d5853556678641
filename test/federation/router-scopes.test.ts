import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kind, type ObjectTypeDefinitionNode, parse, valueFromASTUntyped } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCOPES } from '../../src/auth/service.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const docs = readFileSync(join(REPOSITORY, 'docs/security.md'), 'utf8');

let folder: string;
/** The scopes that a router wants for a type or field of the supergraph: `Mutation.createOAuthClient`. */
const required = new Map<string, unknown>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scopes-'));
  mkdirSync(join(folder, 'schema'));
  copyFileSync(join(REPOSITORY, 'schema/subgraph.graphql'), join(folder, 'schema/subgraph.graphql'));
  copyFileSync(join(REPOSITORY, 'package.json'), join(folder, 'package.json'));
  cpSync(join(REPOSITORY, 'scripts'), join(folder, 'scripts'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  const [, commands] = /```sh\n(sed [\s\S]*?)```/.exec(docs)!;
  execFileSync('bash', ['-euc', commands!], { cwd: folder });
  const { definitions } = parse(readFileSync(join(folder, 'supergraph.graphql'), 'utf8'));
  const types = definitions.filter(({ kind }) => kind === Kind.OBJECT_TYPE_DEFINITION) as ObjectTypeDefinitionNode[];
  for (const type of types) {
    const places = [{ name: type.name.value, directives: type.directives }];
    for (const field of type.fields ?? []) {
      places.push({ name: `${type.name.value}.${field.name.value}`, directives: field.directives });
    }
    for (const { name, directives } of places) {
      const found = directives?.find((directive) => directive.name.value === 'requiresScopes');
      if (found) required.set(name, valueFromASTUntyped(found.arguments![0]!.value));
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the patch that is documented composes, and asks for the scopes that the gateway asks for', () => {
  expect(Object.fromEntries(required)).toEqual({
    OAuthClient: [[SCOPES.read]],
    OAuthClientConnection: [[SCOPES.read]],
    OAuthConsentRequest: [[SCOPES.read]],
    OAuthGrant: [[SCOPES.read]],
    OAuthGrantConnection: [[SCOPES.read]],
    'Mutation.createOAuthClient': [[SCOPES.write]],
    'Mutation.copyOAuthClient': [[SCOPES.write]],
    'Mutation.updateOAuthClient': [[SCOPES.write]],
    'Mutation.deleteOAuthClient': [[SCOPES.write]],
    'Mutation.decideOAuthConsent': [[SCOPES.write]],
    'Mutation.revealOAuthClientSecret': [[SCOPES.reveal]],
    'Mutation.revokeOAuthGrant': [[SCOPES.revoke]],
    'Mutation.revokeOAuthGrants': [[SCOPES.revoke]],
  });
});

test('the committed graph asks for none', () => {
  const committed = readFileSync(join(REPOSITORY, 'schema/subgraph.graphql'), 'utf8');
  expect(committed).not.toMatch(/@(requiresScopes|authenticated)/);
});

test('the table names each scope, and each mutation behind it', () => {
  for (const [name, scopes] of required) {
    if (!name.startsWith('Mutation.')) continue;
    const row = docs.split('\n').find((line) => line.startsWith('|') && line.includes(name.slice('Mutation.'.length)));
    expect(row, name).toContain((scopes as string[][])[0]![0]);
  }
  for (const scope of Object.values(SCOPES)) expect(docs).toContain(`| \`${scope}\` |`);
});

import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { generate } from '@graphql-codegen/cli';
import { preset } from '@graphql-codegen/client-preset';
import { printSchema } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scalars } from '../../src/client/index.ts';
import { printClientSchema } from '../../src/schema/index.ts';
import { schema, schemaPath } from './schema.ts';

/** What a front end writes: what it gets is checked by types, and so is that other uses are refused. */
const MODULE = `
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { graphql } from './gql/index.ts';

const Create = graphql(\`
  mutation Create($input: CreateOAuthClientInput!) {
    createOAuthClient(input: $input) {
      __typename
      ... on CreateOAuthClientPayload { clientId client { createdAt clientType redirectUris } clientSecret }
      ... on OAuthValidationError { issues { path } }
    }
  }
\`);
type Result = NonNullable<ResultOf<typeof Create>['createOAuthClient']>;

export function textOf(result: Result): string {
  // @ts-expect-error: only once the refusals are ruled out
  result.client;
  switch (result.__typename) {
    case 'CreateOAuthClientPayload': {
      // @ts-expect-error: the answer may not have held it
      result.client.clientType;
      const type: 'CONFIDENTIAL' | 'PUBLIC' | null | undefined = result.client?.clientType;
      // @ts-expect-error: there may be none
      const uris: (string | null)[] = result.client?.redirectUris;
      return [result.clientId, result.client?.createdAt, type, uris, result.clientSecret].join();
    }
    case 'OAuthValidationError':
      return result.issues.flatMap(({ path }) => path).join();
    default:
      return result.__typename;
  }
}

const input = { name: 'A', allowedScopes: ['a'], allowedGrantTypes: [], clientType: 'PUBLIC' as const };
export const good: VariablesOf<typeof Create> = { input };
// @ts-expect-error: no such type of client
export const bad: VariablesOf<typeof Create> = { input: { ...input, clientType: 'public' } };
`;

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'codegen-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the package exports the schema that is served', () => {
  expect(printSchema(schema)).toBe(printClientSchema().trimEnd());
});

test("GraphQL Code Generator's client preset makes types of it that fit strict TypeScript", async () => {
  const root = dirname(dirname(schemaPath));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'module.ts'), MODULE);
  const compilerOptions = {
    target: 'esnext',
    module: 'nodenext',
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    allowImportingTsExtensions: true,
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  await generate({
    cwd: folder,
    silent: true,
    schema: schemaPath,
    documents: join(folder, 'module.ts'),
    importExtension: '.ts',
    generates: {
      [join(folder, 'gql/')]: {
        preset,
        config: { strictScalars: true, scalars },
      },
    },
  });
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder], { timeout: 20_000 }).catch(
    (failure) => failure,
  );
  expect(stdout).toBe('');
});

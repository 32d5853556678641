import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { type GraphQLError, parse } from 'graphql';
import { z } from 'zod';

/** The documents of front ends, by id. */
export type Manifest = ReadonlyMap<string, string>;

const text = z.string().min(1);

/** The format of Apollo's `generate-persisted-query-manifest`. */
const APOLLO = z
  .object({
    format: z.literal('apollo-persisted-query-manifest'),
    version: z.literal(1),
    operations: z.array(z.object({ id: text, body: text })),
  })
  .transform(({ operations }) => operations.map(({ id, body }) => [id, body] as const));

/** The format of relay-compiler and of GraphQL Code Generator's client preset. */
const RELAY = z.record(text, text).transform((documents) => Object.entries(documents));

/**
 * Reads files of either format into one manifest.
 *
 * @throws Error with the file and position: not JSON, neither format, not GraphQL, or two documents with one id
 */
export function readManifests(paths: readonly string[]): Manifest {
  const documents = new Map<string, string>();
  for (const path of paths) {
    try {
      for (const [id, body] of entriesOf(readFileSync(path, 'utf8'))) {
        checkUnique(documents, id, body);
        checkSyntax(id, body);
        documents.set(id, body);
      }
    } catch (error) {
      throw inFile(path, error);
    }
  }
  return documents;
}

/**
 * Reads them while the process serves: without blocking, and yielding to the event loop between documents.
 *
 * @param known documents that are valid already
 * @param check returns what is wrong with a document; undefined: nothing
 */
export async function rereadManifests(
  paths: readonly string[],
  known: Manifest,
  check: (text: string) => string | undefined,
): Promise<Manifest> {
  const documents = new Map<string, string>();
  for (const path of paths) {
    try {
      for (const [id, body] of entriesOf(await readFile(path, 'utf8'))) {
        checkUnique(documents, id, body);
        documents.set(id, body);
        if (known.get(id) === body) continue;
        await setImmediate();
        const problem = check(body);
        if (problem !== undefined) throw new Error(`the document ${id}: ${problem}`);
      }
    } catch (error) {
      throw inFile(path, error);
    }
  }
  return documents;
}

function inFile(path: string, cause: unknown): Error {
  return new Error(`${path}: ${(cause as Error).message}`, { cause });
}

function checkUnique(documents: Manifest, id: string, body: string): void {
  if ((documents.get(id) ?? body) !== body) throw new Error(`the id ${id} names another document already`);
}

function entriesOf(file: string): readonly (readonly [id: string, body: string])[] {
  const json: unknown = JSON.parse(file);
  const isApollo =
    typeof json === 'object' && json !== null && typeof (json as { format?: unknown }).format === 'string';
  const result = (isApollo ? APOLLO : RELAY).safeParse(json);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new Error(`${[...path, message].join(': ')} (expected: a map of ids to documents, or Apollo's manifest)`);
}

function checkSyntax(id: string, body: string): void {
  try {
    parse(body);
  } catch (error) {
    const { message, locations } = error as GraphQLError;
    throw new Error(`the document ${id}, line ${locations?.[0]?.line}: ${message}`);
  }
}

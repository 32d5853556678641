import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { type ASTNode, buildSchema, type DirectiveNode, type NameNode, parse, print, visit } from 'graphql';
import { printClientSchema } from '../src/schema/index.ts';
import { printFederationSchema } from './subgraph-sdl.ts';

const CLIENT_SDL = 'schema/schema.graphql';
const SUBGRAPH_SDL = 'schema/subgraph.graphql';
const ACKNOWLEDGED = 'schema/acknowledged-breaking-changes.txt';

/** The graph as clients and as routers see it. */
export interface Sdl {
  readonly client: string;
  readonly subgraph: string;
}

/** What happened to a graph, in sentences. */
export interface Changes {
  /** Queries, generated code or supergraphs that worked may stop working. */
  readonly breaking: readonly string[];
  /** What only careless callers trip over, such as a new member of a union. */
  readonly dangerous: readonly string[];
}

/** Compares a graph with what it was before. */
export async function changesOf(before: Sdl, after: Sdl): Promise<Changes> {
  const changes = await diff(buildSchema(before.client), buildSchema(after.client));
  const ofLevel = (level: CriticalityLevel) =>
    changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => message);
  return {
    breaking: [...ofLevel(CriticalityLevel.Breaking), ...lostDirectives(before.subgraph, after.subgraph)],
    dangerous: ofLevel(CriticalityLevel.Dangerous),
  };
}

/** Directives that other subgraphs and contract variants are built on. */
const RELIED_ON = new Set(['key', 'shareable', 'tag']);

function lostDirectives(before: string, after: string): string[] {
  const left = directivesOf(after);
  return [...directivesOf(before)].flatMap(([place, directives]) => {
    const now = left.get(place);
    // What is gone altogether is reported as such.
    if (!now) return [];
    return [...directives]
      .filter((directive) => !now.has(directive))
      .map((lost) => `${lost} was removed from ${place}`);
  });
}

/** All types, fields, arguments and values with the directives on them. */
function directivesOf(sdl: string): Map<string, Set<string>> {
  const places = new Map<string, Set<string>>();
  const path: string[] = [];
  visit(parse(sdl), {
    enter(node) {
      if (!canCarryDirectives(node)) return;
      path.push(node.name.value);
      const directives = node.directives.filter(({ name }) => RELIED_ON.has(name.value));
      places.set(path.join('.'), new Set(directives.map(print)));
    },
    leave(node) {
      if (canCarryDirectives(node)) path.pop();
    },
  });
  return places;
}

function canCarryDirectives(node: ASTNode): node is ASTNode & { name: NameNode; directives: readonly DirectiveNode[] } {
  return 'name' in node && node.name !== undefined && 'directives' in node;
}

/** The graph as it was: in a folder that holds the `schema` folder of before, or in a revision of git. */
function readBase(base: string): Sdl {
  const isFolder = existsSync(base) && statSync(base).isDirectory();
  const read = (file: string) =>
    isFolder
      ? readFileSync(join(base, file), 'utf8')
      : execFileSync('git', ['show', `${base}:./${file}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    return { client: read(CLIENT_SDL), subgraph: read(SUBGRAPH_SDL) };
  } catch (cause) {
    throw new Error(`${base} is neither a folder nor a revision of git that holds ${CLIENT_SDL}.`, { cause });
  }
}

/**
 * What the graph is held against unless a base is named: the last release, the newest tag such as `v1.2.0` on the way
 * to HEAD; before the first release the first parent of HEAD. HEAD itself would be the same tree in a clean clone.
 */
function lastPromise(): string {
  try {
    const words = ['describe', '--tags', '--abbrev=0', '--first-parent', '--match', 'v[0-9]*'];
    return execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'HEAD^1';
  }
}

/** One sentence a line; `#` begins a comment. */
function readAcknowledged(): Set<string> {
  const text = existsSync(ACKNOWLEDGED) ? readFileSync(ACKNOWLEDGED, 'utf8') : '';
  return new Set(text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')));
}

/** `npm run schema:check [-- BASE]`: fails where the graph breaks what BASE (default: {@link lastPromise}) promised. */
async function main(base: string): Promise<void> {
  const after = { client: printClientSchema(), subgraph: printFederationSchema() };
  const { breaking, dangerous } = await changesOf(readBase(base), after);
  const acknowledged = readAcknowledged();
  const open = breaking.filter((change) => !acknowledged.has(change));
  for (const change of dangerous) console.log(`dangerous: ${change}`);
  for (const change of breaking) if (acknowledged.has(change)) console.log(`breaking, acknowledged: ${change}`);
  if (open.length === 0) {
    console.log(`No breaking change since ${base} that is not acknowledged.`);
    return;
  }
  console.error(`Breaking changes since ${base}. Undo them, or acknowledge them as lines of ${ACKNOWLEDGED}:`);
  for (const change of open) console.error(change);
  process.exitCode = 1;
}

if (import.meta.main) {
  await main(process.argv[2] ?? lastPromise()).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

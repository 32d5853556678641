import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from './dialects/dialect.ts';
import { pages, relay } from './dialects/graph.ts';
import { mesh } from './dialects/mesh.ts';
import { without } from './dialects/partial.ts';
import { handWritten, piped } from './dialects/rest.ts';

/** A program that is measured. */
export interface Contestant {
  /** As in `--peers`. */
  readonly id: string;
  readonly title: string;
  readonly role: 'gateway' | 'ceiling' | 'peer';
  readonly dialect: Dialect;
  readonly command: readonly string[];
  readonly cwd?: string;
  /** Settings of its own. */
  readonly env?: Record<string, string>;
  /** Must be there for it to run. */
  readonly needs?: string;
}

/** The tree that this benchmark is part of. */
export const ROOT = join(import.meta.dirname, '..');
export const PEERS = join(import.meta.dirname, 'peers');
const MODULES = join(PEERS, 'node_modules');
const TAILCALL = join(MODULES, '@tailcallhq/core-linux-x64-gnu/bin/tailcall');
const node = process.execPath;

/** The gateway of a tree, as its own `npm start` runs it: by the Node that it depends on, where that is installed. */
export function gatewayIn(folder: string, id: string, title: string): Contestant {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const [, ...args] = scripts.start.split(' ');
  const own = join(folder, 'node_modules/node/bin/node');
  return { id, title, role: 'gateway', dialect: relay, command: [existsSync(own) ? own : node, ...args], cwd: folder };
}

const gateway = gatewayIn(ROOT, 'gateway', 'this gateway');
/** The same program once more: what it differs by is what cannot be told. */
export const CONTROL: Contestant = { ...gateway, id: 'control', title: 'this gateway once more' };

const ceiling = (id: string, title: string, dialect: Dialect): Contestant => ({
  id,
  title,
  role: 'ceiling',
  dialect,
  command: [node, join(import.meta.dirname, `ceilings/${id}.ts`)],
});

const peer = (id: string, title: string, dialect: Dialect, command: readonly string[]): Contestant => ({
  id,
  title,
  role: 'peer',
  dialect,
  command,
  cwd: PEERS,
  needs: join(MODULES, 'graphql'),
});

/** All, in the order of the tables; the first is compared with each of the others. Each is told by its environment: `PORT`, and `UPSTREAM_URL` or its own name of it. */
export const CONTESTANTS: readonly Contestant[] = [
  gateway,
  CONTROL,
  { ...gateway, id: 'interpreted', title: 'with `COMPILE_QUERIES=false`', env: { COMPILE_QUERIES: 'false' } },
  ceiling('http', 'empty `node:http` server', relay),
  ceiling('pipe', 'raw pipe', piped),
  ceiling('pick', 'parse and pick', handWritten),
  peer('mercurius', 'mercurius, jit', pages, [node, 'mercurius.ts']),
  { ...peer('tailcall', 'Tailcall 1.0.0', without('entities', pages), [node, 'tailcall.ts']), needs: TAILCALL },
  peer('yoga', 'Yoga + Pothos', pages, [node, 'yoga.ts']),
  peer('apollo', 'Apollo Server + RESTDataSource', pages, [node, 'apollo.ts']),
  peer('hive', 'Hive Gateway + Mesh', mesh, [node, 'hive.ts']),
];

/** Why it cannot run here, or undefined. */
export function absence({ needs }: Contestant): string | undefined {
  return needs === undefined || existsSync(needs) ? undefined : `${needs} is not there`;
}

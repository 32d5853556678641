import type { Runtime } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../contestants.ts';

/** Whose code a function is. Compiled from text at run time counts as a dependency's. */
export type Kind = 'own' | 'dependency' | 'node' | 'v8';

/** A function as profiles show it. */
export interface Frame {
  readonly name: string;
  readonly kind: Kind;
  /** Path from the root of this tree or below `node_modules`, Node's name of its module, or empty where there is none. */
  readonly file: string;
  /** For sums: the file of own code, the package of a dependency, the module of Node, and what of V8 it is. */
  readonly place: string;
}

/** What V8 compiled from text, such as graphql-jit's queries. */
export const GENERATED = 'code made at run time';
/** V8's builtins, and functions in C++. */
const NATIVE = 'native';

const MODULES = '/node_modules/';

/** Tells whose function it is by where V8 found it. */
export function frameOf({ functionName, scriptId, url, lineNumber }: Runtime.CallFrame): Frame {
  const name = functionName || 'anonymous';
  if (url.startsWith('node:')) return { name, kind: 'node', file: url, place: url };
  if (url.startsWith('wasm:')) return { name, kind: 'v8', file: '', place: 'WebAssembly' };
  if (url === '') {
    if (/^\(.+\)$/.test(name)) return { name, kind: 'v8', file: '', place: name };
    if (Number(scriptId) <= 0) return { name, kind: 'v8', file: '', place: NATIVE };
    return { name, kind: 'dependency', file: '', place: GENERATED };
  }
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const modules = path.lastIndexOf(MODULES);
  if (modules < 0) {
    const file = path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length + 1) : path;
    // Functions without a name are many in one file: the line tells them apart.
    return { name: functionName || `anonymous:${lineNumber + 1}`, kind: 'own', file, place: file };
  }
  const file = path.slice(modules + MODULES.length);
  const parts = file.split('/', file.startsWith('@') ? 2 : 1);
  return { name, kind: 'dependency', file, place: parts.join('/') };
}

/** As a flame graph writes it. */
export function labelOf({ name, place }: Frame): string {
  return name === place ? name : `${name} (${place})`;
}

import { readFileSync } from 'node:fs';

/**
 * What an operation takes or returns: the type of each member by its path, such as `data[].client_id`. A name that ends
 * in `?` is optional. Types are written as in TypeScript: `string`, `'public' | 'confidential'`, `string[]`,
 * `string | null`; bounds of a number follow it: `number (1 to 100)`.
 */
export type Members = Readonly<Record<string, string>>;

/** One operation of the REST API. */
export interface Operation {
  /** Spellings of its path. */
  readonly paths: readonly string[];
  /** Parameters of the query. */
  readonly parameters: Members;
  readonly request: Members;
  readonly response: Members;
}

/** Operations by method and path, such as `GET /oauth_clients/{id}`, as one source describes them. */
export type Operations = Readonly<Record<string, Operation>>;

/** Sources of facts: Telnyx' package for Node.js, and its OpenAPI document. */
export type Source = 'sdk' | 'openapi';

/** The facts of a source. */
export interface Facts {
  /** The version that the source names. */
  readonly version: string;
  readonly operations: Operations;
}

/** The pinned facts of all sources. */
export type Pinned = Readonly<Record<Source, Facts>>;

/** The file of the pinned facts. */
export const PINNED_FILE = new URL('./facts.json', import.meta.url);

export function readPinned(): Pinned {
  return JSON.parse(readFileSync(PINNED_FILE, 'utf8'));
}

/** A source cannot be read: it is missing, or has an unexpected form. */
export class SourceError extends Error {}

/** Telnyx publishes two spellings of these paths. Facts have the shorter one. */
const ALIASES: [alias: RegExp, path: string][] = [
  [/^(\w+) \/oauth\/clients(?=\/|$)/, '$1 /oauth_clients'],
  // POST /oauth/grants is another operation: the decision on a consent.
  [/^(GET|DELETE) \/oauth\/grants(?=\/|$)/, '$1 /oauth_grants'],
];

/** Gathers operations; two spellings of a path become one operation. */
export class Gathered {
  readonly #operations = new Map<string, Operation>();

  add(method: string, path: string, { parameters, request, response }: Omit<Operation, 'paths'>): void {
    const name = ALIASES.reduce((at, [alias, to]) => at.replace(alias, to), `${method} ${path}`);
    const paths = [...(this.#operations.get(name)?.paths ?? []), path].toSorted();
    this.#operations.set(name, { paths, parameters, request, response });
  }

  get operations(): Operations {
    return Object.fromEntries([...this.#operations].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Sorts members by name, so that their order makes no difference. */
export function sortedMembers(members: Iterable<readonly [name: string, type: string]>): Members {
  return Object.fromEntries([...members].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

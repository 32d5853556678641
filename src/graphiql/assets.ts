import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Asset, readPacked, readPlain } from '../static/asset.ts';
import { encode } from '../static/coding.ts';

const BROWSER = join(import.meta.dirname, 'browser');

/** The name under which each file of `@graphql-yoga/graphiql`'s `dist` is served. */
export const DIST: Readonly<Record<string, string>> = {
  'graphiql.js': 'yoga-graphiql.umd.js',
  'graphiql.css': 'graphiql.css',
  'editor.worker.js': 'monacoeditorwork/editor.worker.bundle.js',
  'graphql.worker.js': 'monacoeditorwork/graphql.worker..bundle.js',
  'json.worker.js': 'monacoeditorwork/json.worker.bundle.js',
};

/** The extension of files that are stored compressed, as in the package. */
export const PACKED = '.br';

/**
 * The folder that holds GraphiQL's files: `assets/graphiql` beside the code (the package and the image, which have no
 * devDependencies), else the devDependency's `dist`; undefined where there is neither.
 */
export function findAssets(): string | undefined {
  const folders = ['../assets/graphiql', '../../node_modules/@graphql-yoga/graphiql/dist'];
  return folders.map((folder) => join(import.meta.dirname, folder)).find((folder) => existsSync(folder));
}

/** The page's files by the names that they are served under, and a hash of them all. */
export interface Assets {
  readonly files: ReadonlyMap<string, Asset>;
  readonly version: string;
}

/**
 * Finds and hashes every file of the page. Does not keep their contents in memory.
 *
 * @param folder the `dist` of `@graphql-yoga/graphiql`, or a copy
 * @param config what the page's own script hands to GraphiQL
 * @throws {Error} A file is missing or unreadable; the message names it.
 */
export function openAssets(folder: string, config: object): Assets {
  const paths = new Map(Object.entries(DIST).map(([name, file]) => [name, join(folder, file)]));
  for (const name of readdirSync(BROWSER).toSorted()) paths.set(name, join(BROWSER, name));

  const hash = createHash('sha256');
  const files = new Map<string, Asset>();
  for (const [name, path] of paths) {
    const isPacked = existsSync(path + PACKED);
    hash.update(name).update(readOrExplain(isPacked ? path + PACKED : path));
    files.set(name, new Asset(name, isPacked ? readPacked(path + PACKED) : readPlain(path)));
  }
  const module = Buffer.from(`export default ${JSON.stringify(config)};\n`);
  hash.update(module);
  files.set('config.js', new Asset('config.js', (coding) => encode(module, coding)));
  return { files, version: hash.digest('hex').slice(0, 16) };
}

function readOrExplain(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(`GraphiQL cannot be served: ${path} is missing or unreadable`, { cause });
  }
}

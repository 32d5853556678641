import { readFileSync } from 'node:fs';

/*
 * Writes the bill of materials of what runs in production, as CycloneDX, from the lockfile alone. npm's own `npm sbom
 * --omit=dev` leaves out whatever a package for development depends on as well: three quarters of it.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */

/** A package in a lockfile of version 3, under the path that it is installed at. */
interface Locked {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  /** `sha512-` and Base64. @see https://www.w3.org/TR/SRI/ */
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const lockfile = new URL('../package-lock.json', import.meta.url);
const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as { packages: Record<string, Locked> };

/** Where a package finds what it depends on: in its own `node_modules`, or in that of a folder above. */
function installed(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = `${folder}${folder && '/'}node_modules/${name}`;
    if (path in packages) return path;
    if (folder === '') return undefined;
  }
}

function dependenciesOf(path: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = packages[path]!;
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  return names.map((name) => installed(name, path)).filter((found) => found !== undefined);
}

const reached = new Set(['']);
for (const path of reached) for (const found of dependenciesOf(path)) reached.add(found);

function nameOf(path: string): string {
  return packages[path]!.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

const purlOf = (path: string) => `pkg:npm/${nameOf(path).replace('@', '%40')}@${packages[path]!.version}`;

function componentOf(path: string) {
  const { version, license, integrity } = packages[path]!;
  const digest = integrity?.startsWith('sha512-') ? integrity.slice('sha512-'.length) : undefined;
  return {
    type: path === '' ? 'application' : 'library',
    'bom-ref': purlOf(path),
    name: nameOf(path),
    version,
    purl: purlOf(path),
    ...(license && { licenses: [{ expression: license }] }),
    ...(digest && { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }),
  };
}

const byPurl = new Map([...reached].sort().map((path) => [purlOf(path), path]));
const [root, ...others] = ['', ...[...byPurl.values()].filter((path) => path !== '')].map(componentOf);
const dependencies = [...byPurl].map(([ref, path]) => ({
  ref,
  dependsOn: [...new Set(dependenciesOf(path).map(purlOf))],
}));
const bom = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component: root } };
console.log(JSON.stringify({ ...bom, components: others, dependencies }, null, 2));

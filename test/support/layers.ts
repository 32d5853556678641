import { posix } from 'node:path';

/** What the files of one folder of `src/`, or one file at its top, may import besides what stands beside them. */
export interface Layer {
  /** Folders, without those below them, and single files, all below `src/`. */
  readonly may: readonly string[];
  /** Packages that it does without. */
  readonly without?: readonly string[];
}

const GRAPHQL = ['graphql', 'graphql/**', 'graphql-yoga', '@pothos/**', 'dataloader'];

/**
 * The rooms of the house, from the ground up: main -> process -> service -> http -> gateway -> plugins, operations,
 * results -> schema -> telnyx -> lists, telnyx/transport. Types count as well. Lint enforces it: `biome.json` holds one
 * rule for each line of this table, and `test/repository/layers.test.ts` compares the two.
 */
export const LAYERS: Readonly<Record<string, Layer>> = {
  lib: { may: [] },
  sandbox: { may: [] },
  client: { may: [], without: ['node:*', 'undici', ...GRAPHQL] },
  static: { may: ['lib'], without: ['undici', ...GRAPHQL] },
  graphiql: { may: ['static'], without: ['undici', ...GRAPHQL] },
  reference: { may: ['static'], without: ['undici', ...GRAPHQL] },
  lists: { may: ['lib'], without: ['undici', ...GRAPHQL] },
  'telnyx/transport': { may: ['lib', 'telnyx/errors.ts'], without: GRAPHQL },
  telnyx: { may: ['lib', 'lists', 'telnyx/transport'], without: ['undici', ...GRAPHQL] },
  findings: { may: ['telnyx/client-members.ts', 'telnyx/types.ts'], without: ['undici', ...GRAPHQL] },
  auth: { may: ['lib', 'telnyx', 'telnyx/transport'], without: GRAPHQL },
  documents: { may: ['lib'] },
  shared: { may: ['documents', 'lib', 'telnyx/transport'], without: GRAPHQL },
  observe: { may: ['lib', 'telnyx', 'telnyx/transport'] },
  audit: { may: ['lib', 'observe'], without: ['undici', ...GRAPHQL] },
  schema: {
    may: [
      'lib/error-codes.ts',
      'context.ts',
      'findings',
      'observe',
      'telnyx/client-members.ts',
      'telnyx/errors.ts',
      'telnyx/members.ts',
      'telnyx/types.ts',
    ],
    without: ['undici'],
  },
  'operations/limits': { may: ['lib/error-codes.ts'] },
  'operations/executor': { may: [] },
  results: { may: ['lib/error-codes.ts', 'observe', 'operations/limits', 'request.ts', 'telnyx'], without: ['undici'] },
  operations: {
    may: ['lib', 'context.ts', 'observe', 'operations/executor', 'operations/limits', 'request.ts', 'results'],
    without: ['undici'],
  },
  plugins: {
    may: ['lib/error-codes.ts', 'documents', 'observe', 'operations', 'operations/limits', 'request.ts', 'results'],
    without: ['undici'],
  },
  http: {
    may: ['lib', 'gateway.ts', 'graphiql', 'observe', 'request.ts', 'results'],
    without: ['undici'],
  },
  process: {
    may: [
      'assembly',
      'auth',
      'findings',
      'lib',
      'observe',
      'sandbox/index.ts',
      'service.ts',
      'shared',
      'telnyx/transport',
    ],
  },
  cli: { may: ['audit', 'doctor', 'drift', 'lib', 'process'] },
  drift: { may: [], without: ['undici', ...GRAPHQL] },
  doctor: {
    may: [
      'drift',
      'lib',
      'process',
      'sandbox/index.ts',
      'telnyx/client-authentication.ts',
      'telnyx/document-shapes.ts',
      'telnyx/kinds.ts',
      'telnyx/members.ts',
      'telnyx/transport',
    ],
    without: GRAPHQL,
  },
  'context.ts': { may: ['audit', 'auth', 'findings', 'observe', 'request.ts', 'telnyx', 'telnyx/transport'] },
  'request.ts': { may: ['auth', 'lib', 'observe', 'telnyx/errors.ts'] },
  'gateway.ts': {
    may: ['context.ts', 'documents', 'operations', 'operations/limits', 'plugins', 'request.ts', 'results', 'schema'],
  },
  assembly: {
    may: [
      'audit',
      'auth',
      'documents',
      'gateway.ts',
      'graphiql',
      'http',
      'lib',
      'observe',
      'reference',
      'sandbox/index.ts',
      'shared',
      'telnyx/transport',
    ],
  },
  embed: { may: ['assembly', 'http', 'lib', 'process'] },
  'service.ts': { may: ['assembly', 'http', 'lib'] },
  'main.js': { may: ['process/run.ts'] },
};

/** The rule of a layer as `biome.json` has it. */
export function ruleOf(place: string, { may, without = [] }: Layer) {
  const folder = isFile(place) ? '' : place;
  const allowed = [...(folder === '' ? [] : [folder]), ...may].map((each) => `!${pathFrom(folder, glob(each))}`);
  const patterns = [
    { group: [folder === '' ? './**' : '../**', ...allowed], message: `${place} -> ${may.join(', ') || 'nothing'}` },
    ...(without.length > 0 ? [{ group: without, message: `${place} does without these.` }] : []),
  ];
  return {
    includes: [`src/${glob(place)}`],
    linter: { rules: { style: { noRestrictedImports: { level: 'error', options: { patterns } } } } },
  };
}

/** A path as a file of the folder would write it. */
export function pathFrom(folder: string, path: string): string {
  const relative = posix.relative(folder, path);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function isFile(place: string): boolean {
  return posix.extname(place) !== '';
}

/** All files of a layer. Folders below it that are layers of their own are not of it. */
function glob(place: string): string {
  if (isFile(place)) return place;
  return Object.keys(LAYERS).some((other) => other.startsWith(`${place}/`)) ? `${place}/*` : `${place}/**`;
}

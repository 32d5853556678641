import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Which imports a file may have, and which not. The importing file need not be there. */
const LAYERS: Record<string, { may: string[]; mayNot: string[] }> = {
  'src/sandbox/new.ts': {
    may: ['./store.ts', 'node:http', 'jose'],
    mayNot: ['../settings.ts', '../telnyx/types.ts', '../context.ts'],
  },
  'src/telnyx/new.ts': {
    may: ['./http.ts', './paging/window.ts', '../recent.ts', 'undici'],
    mayNot: ['../context.ts', '../settings.ts', '../schema/index.ts', '../auth/index.ts', '../anything.ts', 'graphql'],
  },
  'src/telnyx/paging/new.ts': {
    may: ['./window.ts', '../types.ts', '../batch/plan.ts', '../../recent.ts'],
    mayNot: [
      '../../context.ts',
      '../../schema/index.ts',
      'graphql-yoga',
      '@pothos/core',
      'graphql/index.js',
      'dataloader',
    ],
  },
  'src/auth/new.ts': {
    may: ['./identity.ts', '../recent.ts', '../telnyx/own-credential.ts', 'jose'],
    mayNot: ['../context.ts', '../settings.ts', '../schema/index.ts', 'graphql'],
  },
  'src/limits/new.ts': { may: ['./price.ts', 'graphql'], mayNot: ['../context.ts', '../telnyx/types.ts'] },
  'src/documents/new.ts': {
    may: ['./manifest.ts', '../recent.ts', 'graphql', 'zod'],
    mayNot: ['../context.ts', '../settings.ts', '../telnyx/http.ts'],
  },
  'src/graphiql/new.ts': {
    may: ['./page.ts', '../lib/header-list.ts', 'node:fs', 'node:fs/promises'],
    mayNot: ['../settings.ts', '../gateway.ts', 'graphql', 'undici'],
  },
  'src/observe/new.ts': {
    may: ['./observer.ts', '../context.ts', '../recent.ts', '../telnyx/call-record.ts', 'prom-client'],
    mayNot: ['../schema/index.ts', '../settings.ts', '../http/server.ts', '../plugins/answers.ts'],
  },
  'src/schema/new.ts': {
    may: ['./builder.ts', '../context.ts', '../telnyx/types.ts', '../telnyx/members.ts', 'graphql'],
    mayNot: ['../telnyx/http.ts', '../telnyx/paging/window.ts', '../plugins/answers.ts', '../auth/index.ts', 'undici'],
  },
  'src/execution/new.ts': { may: ['./run.ts', 'graphql'], mayNot: ['../context.ts', '../plugins/answers.ts'] },
  'src/plugins/new.ts': {
    may: [
      './present-error.ts',
      '../context.ts',
      '../recent.ts',
      '../documents/index.ts',
      '../limits/cost.ts',
      '../telnyx/errors.ts',
    ],
    mayNot: ['../gateway.ts', '../telnyx/http.ts', '../schema/index.ts', '../sandbox/index.ts', 'undici'],
  },
  'src/upstream-trace.ts': { may: ['./telnyx/call.ts'], mayNot: ['./context.ts', './schema/index.ts'] },
  'src/context.ts': {
    may: ['./telnyx/client.ts', './auth/identity.ts'],
    mayNot: ['./schema/index.ts', './gateway.ts', './settings.ts', './sandbox/index.ts'],
  },
  'src/audit.ts': { may: ['pino'], mayNot: ['./context.ts', './gateway.ts'] },
  'src/fast-way.ts': {
    may: ['./head.ts', './write-answer.ts', './plugins/answers.ts'],
    mayNot: ['./gateway.ts', './telnyx/http.ts'],
  },
  'src/write-answer.ts': { may: ['./plugins/answers.ts'], mayNot: ['./gateway.ts', './http/server.ts'] },
  'src/request-scope.ts': { may: ['./context.ts', './telnyx/ending.ts'], mayNot: ['./gateway.ts', './telnyx/http.ts'] },
  'src/gateway.ts': {
    may: ['./context.ts', './schema/index.ts', './plugins/answers.ts'],
    mayNot: ['./http/server.ts', './main.ts', './settings.ts', './telnyx/http.ts', './sandbox/index.ts'],
  },
  'src/lib/new.ts': { may: ['./linked-list.ts'], mayNot: ['../recent.ts', '../http/server.ts', '../telnyx/errors.ts'] },
  'src/http/new.ts': {
    may: ['./server.ts', '../gateway.ts', '../graphiql/index.ts', '../load.ts', '../observe/metrics.ts'],
    mayNot: ['../service.ts', '../settings.ts', '../telnyx/http.ts', '../schema/index.ts', '../sandbox/index.ts'],
  },
  'src/settings.ts': { may: ['./setting-rules.ts', './auth/index.ts'], mayNot: ['./gateway.ts', './schema/index.ts'] },
  'src/head.ts': { may: ['node:http'], mayNot: ['./http/server.ts', './context.ts'] },
  'src/cors.ts': { may: ['node:http', './head.ts'], mayNot: ['./http/server.ts', './context.ts'] },
  'src/load.ts': { may: ['node:http'], mayNot: ['./http/server.ts'] },
  'src/raw-headers.ts': { may: ['node:http'], mayNot: ['./telnyx/errors.ts'] },
  'src/recent.ts': { may: ['node:http'], mayNot: ['./telnyx/errors.ts'] },
  'src/setting-mistakes.ts': { may: ['./setting-scope.ts'], mayNot: ['./gateway.ts', './schema/index.ts'] },
  'src/setting-scope.ts': { may: ['./setting-rules.ts'], mayNot: ['./gateway.ts', './schema/index.ts'] },
  'src/setting-rules.ts': { may: ['zod'], mayNot: ['./settings.ts'] },
  'src/service.ts': { may: ['./http/server.ts', './sandbox/index.ts'], mayNot: ['./main.ts', './sandbox/store.ts'] },
  'src/workers.ts': { may: ['./observe/cluster-metrics.ts', 'node:cluster'], mayNot: ['./service.ts', './gateway.ts'] },
  'src/start.js': { may: ['./process.ts'], mayNot: ['./service.ts', './settings.ts'] },
  'src/main.ts': { may: ['./start.js'], mayNot: ['./process.ts', './service.ts'] },
  'src/process.ts': {
    may: ['./service.ts', './settings.ts', './workers.ts', 'pino'],
    mayNot: ['./gateway.ts', './telnyx/http.ts'],
  },
};

/** Each way to import, as one line. */
const WAYS: Record<string, (from: string, n: number) => string> = {
  values: (from, n) => `import { a as a${n} } from '${from}';`,
  types: (from, n) => `import type { A as A${n} } from '${from}';`,
  'to pass on': (from, n) => `export { b as b${n} } from '${from}';`,
  'when it runs': (from) => `void import('${from}');`,
};

/** JavaScript has no types to import. */
const waysOf = (file: string) => Object.keys(WAYS).filter((way) => way !== 'types' || file.endsWith('.ts'));

/** For each file what Biome, with our rules, refuses in it: `schema/index.ts types`. */
const refused = new Map<string, string[]>();
let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'layers-'));
  cpSync('biome.json', join(project, 'biome.json'));
  const lines = new Map<string, string[]>();
  for (const [file, { may, mayNot }] of Object.entries(LAYERS)) {
    const imports = [...may, ...mayNot].flatMap((from) => waysOf(file).map((way) => ({ from, way })));
    lines.set(
      file,
      imports.map(({ from, way }) => `${from} ${way}`),
    );
    mkdirSync(join(project, dirname(file)), { recursive: true });
    writeFileSync(join(project, file), imports.map(({ from, way }, n) => WAYS[way]!(from, n)).join('\n'));
  }
  const options = [
    '--vcs-enabled=false',
    '--only=style/noRestrictedImports',
    '--max-diagnostics=none',
    '--reporter=json',
  ];
  const { stdout } = spawnSync(resolve('node_modules/.bin/biome'), ['lint', ...options], {
    cwd: project,
    encoding: 'utf8',
  });
  const report: { diagnostics: { location: { path: string; start: { line: number } } }[] } = JSON.parse(stdout);
  for (const { location } of report.diagnostics) {
    const line = lines.get(location.path)![location.start.line - 1]!;
    refused.set(location.path, [...(refused.get(location.path) ?? []), line]);
  }
});
afterAll(() => rmSync(project, { recursive: true }));

test.each(Object.entries(LAYERS))('%s', (file, { mayNot }) => {
  const expected = mayNot.flatMap((from) => waysOf(file).map((way) => `${from} ${way}`));
  expect(refused.get(file)?.toSorted()).toEqual(expected.toSorted());
});

test('each folder and each file at the top has its layer', () => {
  const places = readdirSync('src', { withFileTypes: true }).map(
    (each) => `src/${each.name}${each.isDirectory() ? '/' : ''}`,
  );
  for (const place of places)
    expect(
      Object.keys(LAYERS).some((file) => file.startsWith(place)),
      place,
    ).toBe(true);
});

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphiQL, findAssets } from '../../../src/graphiql/index.ts';

const assets = findAssets()!;
const options = {
  endpoint: '/graphql',
  reference: '/docs/',
  assets,
  tabs: [{ query: 'query Example { __typename }' }],
  account: { place: 'api.example', lends: false, holders: undefined },
  headers: { authorization: 'Bearer KEYdemo' },
};

/** A server that has nothing but GraphiQL, and answers 418 for what GraphiQL says is not its own. */
async function listen(graphiql = createGraphiQL(options)) {
  const server = createServer((req, res) => {
    if (req.url === '/graphql') graphiql.servePage(req, res);
    else if (!graphiql.serveAsset(req, res)) res.writeHead(418).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((closed) => server.close(closed)) };
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Sends the path as it stands (fetch would normalise it) and leaves the body as it comes. */
function ask(port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers }, async (res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of res) chunks.push(chunk);
      resolve({ status: res.statusCode!, headers: res.headers, body: Buffer.concat(chunks) });
    })
      .on('error', reject)
      .end();
  });
}

let server: Awaited<ReturnType<typeof listen>>;
let page: Answer;
let paths: string[];
let base: string;
beforeAll(async () => {
  server = await listen();
  page = await ask(server.port, '/graphql');
  paths = [...page.body.toString().matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  base = paths[0]!.slice(0, paths[0]!.lastIndexOf('/') + 1);
});
afterAll(() => server.close());

const get = (path: string, headers?: Record<string, string>, method?: string) =>
  ask(server.port, path, headers, method);

describe('the page', () => {
  test('has nothing inline and names no other host', () => {
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(paths.length).toBeGreaterThan(3);
    for (const path of paths) expect(path).toMatch(/^\/graphiql\/[0-9a-f]{16}\/[a-z]+\.(js|css|svg)$/);
    expect(page.body.toString()).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|:\/\//);
  });

  test('has a policy that lets in neither inline code nor other hosts', () => {
    const policy = page.headers['content-security-policy'] as string;
    const directives = new Map(policy.split('; ').map((directive) => directive.split(/ (.*)/) as [string, string]));
    expect(Object.fromEntries(directives)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'worker-src': "'self'",
      'style-src-elem': expect.stringMatching(/^'self' 'sha256-[A-Za-z0-9+/]{43}='$/),
      'style-src-attr': "'unsafe-inline'",
      'img-src': "'self' data:",
      'font-src': "'self' data:",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['referrer-policy']).toBe('no-referrer');
  });

  test('is revalidated', async () => {
    expect(page.headers['cache-control']).toBe('no-cache');
    const etag = page.headers.etag as string;
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get('/graphql', { 'if-none-match': tag });
      expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, etag]);
    }
    expect((await get('/graphql', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('fails preconditions that do not hold, by strong comparison', async () => {
    const etag = page.headers.etag as string;
    for (const tag of ['"other"', `W/${etag}`]) {
      const { status, body } = await get('/graphql', { 'if-match': tag, 'if-none-match': etag });
      expect([status, body.length]).toEqual([412, 0]);
    }
    for (const tag of [etag, `"other", ${etag}`, '*']) {
      expect((await get('/graphql', { 'if-match': tag })).status).toBe(200);
    }
  });

  test('answers HEAD without a body', async () => {
    const head = await get('/graphql', {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(String(page.body.length));
  });

  test('has a title', () => {
    expect(page.body.toString()).toContain('<title>Telnyx OAuth</title>');
  });
});

describe('the assets', () => {
  test('are all there, typed, cached for a year, and the files of the package', async () => {
    const files: Record<string, string> = {
      'graphiql.js': 'yoga-graphiql.umd.js',
      'graphiql.css': 'graphiql.css',
      'editor.worker.js': 'monacoeditorwork/editor.worker.bundle.js',
      'graphql.worker.js': 'monacoeditorwork/graphql.worker..bundle.js',
      'json.worker.js': 'monacoeditorwork/json.worker.bundle.js',
    };
    const ours = [...readdirSync('src/graphiql/browser'), 'config.js'];
    const types = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };
    for (const name of [...Object.keys(files), ...ours]) {
      const { status, headers, body } = await get(base + name);
      expect([name, status]).toEqual([name, 200]);
      expect(headers['content-type']).toBe(types[name.split('.').at(-1) as keyof typeof types]);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-encoding']).toBeUndefined();
      const file = files[name];
      if (file) expect(body.equals(readFileSync(join(assets, file)))).toBe(true);
    }
    for (const path of paths) expect((await get(path)).status).toBe(200);
  });

  test('are compressed as the browser likes', async () => {
    const path = `${base}graphiql.css`;
    const plain = await get(path);
    const br = await get(path, { 'accept-encoding': 'gzip, deflate, br' });
    const gzip = await get(path, { 'accept-encoding': 'gzip' });
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
    for (const { headers } of [plain, br, gzip]) expect(headers.vary).toBe('accept-encoding');
    expect(new Set([plain, br, gzip].map(({ headers }) => headers.etag)).size).toBe(3);
  });

  test.each<[string, string | undefined]>([
    ['gzip, br', 'br'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['BR', 'br'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=0.5, identity', undefined],
    ['gzip;q=0.001', 'gzip'],
    ['deflate, zstd', undefined],
    ['identity;q=0, gzip;q=0.1', 'gzip'],
    ['*;q=0', undefined],
    ['', undefined],
  ])('are encoded by weight: %s', async (accepted, coding) => {
    const { status, headers } = await get(`${base}icon.svg`, { 'accept-encoding': accepted });
    expect([status, headers['content-encoding']]).toEqual([200, coding]);
  });

  test('answer HEAD, and 304 for the entity tag of the same coding', async () => {
    const path = `${base}graphiql.css`;
    const coding = { 'accept-encoding': 'br' };
    const whole = await get(path, coding);
    const head = await get(path, coding, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(String(whole.body.length));
    const etag = whole.headers.etag as string;
    expect((await get(path, { ...coding, 'if-none-match': etag })).status).toBe(304);
    expect((await get(path, { 'accept-encoding': 'gzip', 'if-none-match': etag })).status).toBe(200);
  });

  test('take a query, refuse other methods', async () => {
    expect((await get(`${base}icon.svg?x=1`)).status).toBe(200);
    const post = await get(`${base}icon.svg`, {}, 'POST');
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    '/graphiql/',
    '/graphiql/icon.svg',
    '/graphiql/0000000000000000/icon.svg',
    'BASE',
    'BASEnothing.js',
    'BASE../../package.json',
    'BASE..%2f..%2fpackage.json',
    'BASE/etc/passwd',
    'BASE%00',
    'BASEyoga-graphiql.umd.js',
    'BASEconstructor',
  ])('end at 404 for %s', async (path) => {
    const { status, body } = await get(path.replace('BASE', base));
    expect([status, body.length]).toEqual([404, 0]);
  });

  test.each(['/', '/graphiql', '/graphiqlx/icon.svg', '/livez'])('are not at %s', async (path) => {
    expect((await get(path)).status).toBe(418);
  });
});

describe('the version in the path', () => {
  const pathOf = async (graphiql: Parameters<typeof listen>[0]) => {
    const other = await listen(graphiql);
    const { body } = await ask(other.port, '/graphql');
    await other.close();
    return /\/graphiql\/(\w+)\//.exec(body.toString())?.[1];
  };

  test('is the same for the same contents, another for another configuration', async () => {
    const version = await pathOf(createGraphiQL(options));
    expect(base).toBe(`/graphiql/${version}/`);
    expect(await pathOf(createGraphiQL({ ...options, tabs: [] }))).not.toBe(version);
    expect(await pathOf(createGraphiQL({ ...options, headers: { authorization: 'Bearer other' } }))).not.toBe(version);
  });
});

describe('a copy of the assets', () => {
  test('serves as well; a missing file stops the start, one that goes later is a 500 and may come back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'graphiql-'));
    try {
      cpSync(assets, folder, { recursive: true });
      const other = await listen(createGraphiQL({ ...options, assets: folder }));
      rmSync(join(folder, 'graphiql.css'));
      expect((await ask(other.port, `${base}graphiql.css`)).status).toBe(500);
      expect(() => createGraphiQL({ ...options, assets: folder })).toThrow(/graphiql\.css is missing or unreadable/);
      cpSync(join(assets, 'graphiql.css'), join(folder, 'graphiql.css'));
      expect((await ask(other.port, `${base}graphiql.css`)).status).toBe(200);
      await other.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

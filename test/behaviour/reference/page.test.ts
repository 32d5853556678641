import { readFileSync } from 'node:fs';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ERRORS } from '../../../scripts/reference/errors.ts';
import { readSettings } from '../../../src/process/settings.ts';
import { startService } from '../../../src/service.ts';
import { send } from '../../support/http.ts';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

/** Fetches paths of a gateway on the sandbox. */
async function start(environment: Record<string, string> = {}) {
  const settings = readSettings({ PORT: '0', SANDBOX_PORT: '0', ...environment });
  const service = await startService(settings, pino({ level: 'silent' }));
  onTestFinished(() => service.stop());
  return (path: string, request?: Parameters<typeof send>[1]) => send(new URL(path, service.url), request);
}

const matchesOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, match]) => match!);
const anchorsOf = (page: string) => matchesOf(page, / id="([^"]+)"/g);

/** The anchors of everything that the SDL declares. */
function declared(): string[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  return types.flatMap((type) => {
    if (isEnumType(type)) return [type.name, ...type.getValues().map(({ name }) => `${type.name}.${name}`)];
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return [type.name];
    const fields = Object.values(type.getFields()).flatMap((field) => {
      const args: readonly { name: string }[] = 'args' in field ? field.args : [];
      return [field.name, ...args.map(({ name }) => `${field.name}.${name}`)];
    });
    return [type.name, ...fields.map((name) => `${type.name}.${name}`)];
  });
}

describe('the page', () => {
  test('has an anchor for each type, field, argument, value and error code, and each once', async () => {
    const fetched = await start();
    const anchors = anchorsOf((await fetched('/docs/')).text);
    const expected = [...declared(), ...Object.keys(ERRORS).map((code) => `errors.${code}`)];
    expect(expected.length).toBeGreaterThan(350);
    expect(expected.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
  });

  test('links only to places that it has, to GraphiQL and to pages on what the graph refers to', async () => {
    const fetched = await start();
    const { text } = await fetched('/docs/');
    const anchors = new Set(anchorsOf(text));
    const links = matchesOf(text, /<a[^>]* href="([^"]+)"/g);
    expect(links.length).toBeGreaterThan(1_000);
    expect(links.filter((link) => link.startsWith('#') && !anchors.has(link.slice(1)))).toEqual([]);
    const others = links.filter((link) => !link.startsWith('#'));
    expect(others.filter((link) => !/^(https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+|\.\.\/graphql)/.test(link))).toEqual(
      [],
    );
  });

  test('has nothing inline, and loads only what is beside it, by a policy that lets in nothing else', async () => {
    const fetched = await start();
    const page = await fetched('/docs/');
    expect(page.text).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/);
    const files = matchesOf(page.text, /<(?:script|link|img)[^>]* (?:src|href)="([^"]+)"/g);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(await fetched(`/docs/${file}`), file).toMatchObject({ status: 200 });
    const policy = String(page.headers['content-security-policy']);
    expect(policy.split('; ').toSorted()).toEqual([
      "base-uri 'none'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self'",
      "require-trusted-types-for 'script'",
      "script-src 'self'",
      "style-src 'self'",
      "trusted-types 'none'",
    ]);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  test('is compressed, and revalidated', async () => {
    const fetched = await start();
    const plain = await fetched('/docs/');
    const { headers } = await fetched('/docs/', { headers: { 'accept-encoding': 'br' } });
    expect(headers['content-encoding']).toBe('br');
    expect(Number(headers['content-length'])).toBeLessThan(plain.text.length / 5);
    const again = await fetched('/docs/', { headers: { 'if-none-match': plain.headers.etag! } });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

describe('its address', () => {
  test('without the slash leads to the one with it, below a base path, too', async () => {
    for (const [BASE_PATH, prefix] of [
      ['', ''],
      ['/teams/identity', '/teams/identity'],
    ] as const) {
      const fetched = await start(BASE_PATH ? { BASE_PATH } : {});
      expect(await fetched(`${prefix}/docs`)).toMatchObject({ status: 307, headers: { location: `${prefix}/docs/` } });
      expect(await fetched(`${prefix}/docs/?x`)).toMatchObject({ status: 200 });
      expect(await fetched(`${prefix}/docs/base.css`)).toMatchObject({ status: 200 });
    }
  });

  test('is that alone', async () => {
    const fetched = await start({ BASE_PATH: '/teams' });
    const others = ['/docs', '/docs/', '/teams/docs/constructor', '/teams/docs/generated/index.html', '/teams/docsx'];
    for (const path of [...others, '/teams/docs/..%2findex.ts', '/teams/docs//']) {
      expect([path, (await fetched(path)).status]).toEqual([path, 404]);
    }
    const post = await fetched('/teams/docs/', { method: 'POST' });
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test.each<Record<string, string>>([
    { GRAPHIQL: 'false' },
    { NODE_ENV: 'production', TELNYX_API_URL: 'https://telnyx.example/v2' },
  ])('is nowhere where GraphiQL is off: %j', async (environment) => {
    const fetched = await start(environment);
    for (const path of ['/docs', '/docs/', '/docs/reference.js']) {
      expect([path, (await fetched(path)).status]).toEqual([path, 404]);
    }
  });

  test('in production is there where GraphiQL is asked for', async () => {
    const telnyx = { NODE_ENV: 'production', TELNYX_API_URL: 'https://telnyx.example/v2' };
    const fetched = await start({ ...telnyx, GRAPHIQL: 'true' });
    expect(await fetched('/docs/')).toMatchObject({ status: 200 });
  });
});

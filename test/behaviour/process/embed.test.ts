import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import { pino } from 'pino';
import { Agent } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { createGateway, type EmbeddedGatewayOptions, SettingsError } from '../../../src/embed/index.ts';
import { post, send } from '../../support/http.ts';

const silent = pino({ level: 'silent' });
const LIST = { query: '{ oauthClients(first: 1) { totalCount } }' };
const KEY = { authorization: 'Bearer KEYsandboxAlice' };

async function gatewayWith(options: EmbeddedGatewayOptions = {}) {
  const gateway = await createGateway({ logger: silent, ...options });
  onTestFinished(() => gateway.close());
  return gateway;
}

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function expectList(url: string): Promise<void> {
  const { status, json } = await post(url, LIST, KEY);
  expect({ status, total: json.data?.oauthClients.totalCount }).toEqual({ status: 200, total: expect.any(Number) });
}

test('a plain server: the graph, its page and files, probes; 404 for what is no path of it', async () => {
  const origin = await serve((await gatewayWith()).listener);
  await expectList(`${origin}/graphql`);
  const page = await send(`${origin}/graphql`, { headers: { accept: 'text/html' } });
  const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect((await send(new URL(file, origin))).status).toBe(200);
  for (const path of ['/livez', '/readyz', '/metrics']) expect((await send(origin + path)).status).toBe(200);
  expect((await send(`${origin}/elsewhere`)).status).toBe(404);
});

test('Express, below a prefix, behind express.json(), beside pages of its own', async () => {
  const { listener } = await gatewayWith({ settings: { BASE_PATH: '/api/oauth' } });
  const app = express().use(express.json()).use('/api/oauth', listener);
  app.get('/api/oauth/own', (req, res) => void res.send(`own ${req.originalUrl}`));
  const origin = await serve(app);
  await expectList(`${origin}/api/oauth/graphql`);
  const page = await send(`${origin}/api/oauth/graphql`, { headers: { accept: 'text/html' } });
  const [file] = [...page.text.matchAll(/src="([^"]+)"/g)].map(([, path]) => path!);
  expect((await send(new URL(file!, origin))).status).toBe(200);
  const own = await send(`${origin}/api/oauth/own`);
  expect({ status: own.status, text: own.text }).toEqual({ status: 200, text: 'own /api/oauth/own' });
  expect(own.headers).not.toHaveProperty('referrer-policy');
});

test('a body that Express has parsed obeys the limit, and a malformed one is refused', async () => {
  const { listener } = await gatewayWith({ settings: { BODY_LIMIT_BYTES: 200 } });
  const origin = await serve(express().use(express.json(), listener));
  expect((await post(`${origin}/graphql`, { query: `{ ${'a'.repeat(300)} }` }, KEY)).status).toBe(413);
  expect((await post(`${origin}/graphql`, { query: 1 }, KEY)).status).toBe(400);
  await expectList(`${origin}/graphql`);
});

test('Fastify, by hijack', async () => {
  const { listener } = await gatewayWith();
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.get('/own', async () => 'own');
  app.all('/*', (request, reply) => {
    reply.hijack();
    listener(request.raw, reply.raw);
  });
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  await expectList(`${origin}/graphql`);
  const page = await send(`${origin}/graphql`, { headers: { accept: 'text/html' } });
  const [file] = [...page.text.matchAll(/src="([^"]+)"/g)].map(([, path]) => path!);
  expect((await send(new URL(file!, origin))).status).toBe(200);
  expect((await send(`${origin}/own`)).text).toBe('own');
});

test('two in one process share nothing', async () => {
  const [one, other] = [await gatewayWith(), await gatewayWith({ settings: { MAX_COST: 1 } })];
  const [first, second] = [await serve(one.listener), await serve(other.listener)];
  await expectList(`${first}/graphql`);
  expect((await post(`${second}/graphql`, LIST, KEY)).json.errors[0].extensions.code).toBe('QUERY_TOO_COMPLEX');
  const countOf = async (origin: string) =>
    /gateway_operations_total\{[^}]*\} (\d+)/.exec((await send(`${origin}/metrics`)).text)?.[1];
  expect([await countOf(first), await countOf(second)]).toEqual(['1', '1']);
  await one.close();
  expect((await post(`${second}/graphql`, { query: '{ __typename }' })).json.data).toEqual({ __typename: 'Query' });
});

test('an own dispatcher carries the calls and outlives the gateway', async () => {
  const calls: string[] = [];
  const agent = new Agent().compose((dispatch) => (options, handler) => {
    calls.push(options.path);
    return dispatch(options, handler);
  });
  onTestFinished(() => agent.close());
  const gateway = await gatewayWith({ dispatcher: agent });
  await expectList(`${await serve(gateway.listener)}/graphql`);
  expect(calls).toEqual([expect.stringContaining('/oauth_clients')]);
  await gateway.close();
  expect((agent as Agent).destroyed).toBe(false);
});

test('closing lets what is in flight finish, while /readyz says 503', async () => {
  let begin: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let release: () => void = () => {};
  const agent = new Agent().compose((dispatch) => (options, handler) => {
    release = () => dispatch(options, handler);
    begin();
    return true;
  });
  onTestFinished(() => agent.close());
  const gateway = await createGateway({ logger: silent, dispatcher: agent });
  const origin = await serve(gateway.listener);
  const answer = post(`${origin}/graphql`, LIST, KEY);
  await begun;
  let isClosed = false;
  const closed = gateway.close().then(() => {
    isClosed = true;
  });
  expect((await send(`${origin}/readyz`)).status).toBe(503);
  expect(isClosed).toBe(false);
  release();
  expect((await answer).json.data.oauthClients.totalCount).toBeGreaterThan(0);
  await closed;
});

test('every mistake in the settings is told, and the environment is not read', async () => {
  process.env.MAX_COST = 'nonsense';
  onTestFinished(() => void delete process.env.MAX_COST);
  await gatewayWith();
  const settings = { MAX_DEPTH: -1, AUTH_MODE: 'nobody' };
  await expect(createGateway({ settings, logger: silent })).rejects.toThrow(SettingsError);
  await expect(createGateway({ settings, logger: silent })).rejects.toThrow(
    /MAX_DEPTH[\s\S]*AUTH_MODE|AUTH_MODE[\s\S]*MAX_DEPTH/,
  );
});

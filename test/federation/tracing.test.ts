import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';
import { Report, type Trace } from '@apollo/usage-reporting-protobuf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALICE_KEY } from '../../src/sandbox/index.ts';
import { useForTests } from '../support/lifetime.ts';
import { startCompany } from './company/index.ts';

const company = useForTests(() => startCompany(ALICE_KEY));
let studio: Server;
let report: Promise<Report>;
beforeAll(async () => {
  studio = createServer();
  report = new Promise((resolve) => {
    studio.on('request', async (req, res) => {
      resolve(Report.decode(await buffer(req.pipe(createGunzip()))));
      res.end();
    });
  });
  await once(studio.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => once(studio.close(), 'close'));

const logger = { debug() {}, info() {}, warn() {}, error: console.error };

test('Apollo’s gateway finds our trace in what it reports', async () => {
  const server = new ApolloServer({
    logger,
    gateway: new ApolloGateway({
      logger,
      supergraphSdl: company.supergraph,
      buildService: ({ url }) =>
        new RemoteGraphQLDataSource({
          url: url as string,
          willSendRequest: ({ request }) => request.http?.headers.set('authorization', `Bearer ${ALICE_KEY}`),
        }),
    }),
    apollo: { key: 'service:company:not-a-key', graphRef: 'company@test' },
    plugins: [
      ApolloServerPluginUsageReporting({
        endpointUrl: `http://127.0.0.1:${(studio.address() as AddressInfo).port}`,
        sendReportsImmediately: true,
        sendTraces: true,
        logger,
      }),
    ],
  });
  await server.start();
  const answer = await server.executeOperation({ query: '{ oauthClients(first: 1) { nodes { name } } }' });
  expect(answer.body).toMatchObject({ kind: 'single', singleResult: { data: { oauthClients: { nodes: [{}] } } } });
  const { tracesPerQuery } = await report;
  await server.stop();
  const [operation] = Object.values(tracesPerQuery);
  const { fetch } = (operation!.trace![0] as Trace).queryPlan!;
  expect(fetch).toMatchObject({ serviceName: 'oauth', traceParsingFailed: false });
  const [field] = fetch!.trace!.root!.child!;
  expect(field).toMatchObject({ responseName: 'oauthClients', parentType: 'Query', type: 'OAuthClientConnection' });
  expect(field!.child).toMatchObject([
    { responseName: 'nodes', child: [{ index: 0, child: [{ responseName: 'name' }] }] },
  ]);
});

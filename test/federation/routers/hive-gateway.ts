import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime, type GatewayConfig } from '@graphql-hive/gateway-runtime';
import { print } from 'graphql';
import { PROPAGATED, type StartRouter } from './router.ts';

/** Hive Gateway behind node:http. */
export const startHiveGateway: StartRouter = async (supergraph) => {
  const runtime = createGatewayRuntime({
    supergraph,
    logging: false,
    transports: { http: HTTP },
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) =>
        Object.fromEntries(PROPAGATED.map((name) => [name, request.headers.get(name)])),
    },
  });
  const server = createServer((req, res) => void runtime(req, res));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
      await runtime[Symbol.asyncDispose]();
    },
  };
};

type Transports = NonNullable<GatewayConfig['transports']>;
type Transport = Extract<Transports, Record<string, unknown>>[string];

/** How it talks to subgraphs: in the full distribution that is `@graphql-mesh/transport-http`, a package of its own. */
const HTTP: Transport = {
  getSubgraphExecutor:
    ({ transportEntry, fetch }) =>
    async (request) => {
      const { document, variables, operationName, context } = request;
      const headers = {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
      };
      const body = JSON.stringify({ query: print(document), variables, operationName });
      const response = await fetch!(transportEntry.location!, { method: 'POST', headers, body }, context, {
        executionRequest: request,
      } as never);
      return response.json();
    },
};

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { PROPAGATED, type StartRouter } from './router.ts';

/** Hive Gateway behind node:http. */
export const startHiveGateway: StartRouter = async (supergraph) => {
  const runtime = createGatewayRuntime({
    supergraph,
    logging: false,
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

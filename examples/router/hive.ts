import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';

/** A router forwards no header unless it is told to. The caller's key goes to Telnyx, the others into its logs. */
const PROPAGATED = ['authorization', 'traceparent', 'tracestate', 'x-request-id'];

const gateway = createGatewayRuntime({
  supergraph: readFileSync('supergraph.graphql', 'utf8'),
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, subgraphName }) => ({
      ...Object.fromEntries(PROPAGATED.map((name) => [name, request.headers.get(name)])),
      // Only with AUTH_MODE=service: proves to the gateway that its caller is this router.
      ...(subgraphName === 'oauth' && process.env.ROUTER_SECRET && { 'x-router-secret': process.env.ROUTER_SECRET }),
    }),
  },
});
const server = createServer((req, res) => void gateway(req, res));
server.listen(Number(process.env.PORT ?? 4100), '127.0.0.1', () => {
  console.log(`Hive Gateway: http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
});
// The runtime takes signals for itself and leaves the server open.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close(() => process.exit()));

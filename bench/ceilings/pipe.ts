import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { type Asked, call, listPath, send, serve } from './server.ts';

/** The ceiling for one call: the upstream's bytes go out as they come in. */
serve((asked, res) => {
  const { operationName, variables, authorization } = asked;
  switch (operationName) {
    case 'Client':
      return call(into(res), authorization, `/oauth_clients/${variables.clientId}`);
    case 'Clients':
      return call(into(res), authorization, listPath('oauth_clients', variables));
    case 'Update':
      return update(asked, res);
    default:
      return send(res, '{"data":{"__typename":"Query"}}');
  }
});

function update({ variables, authorization }: Asked, res: ServerResponse): void {
  call(into(res), authorization, `/oauth_clients/${variables.clientId}`, 'PUT', JSON.stringify(variables.input));
}

function into(res: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onRequestStart() {},
    onResponseStart(_controller, status, headers) {
      const length = headers['content-length'];
      res.writeHead(status, { 'content-type': 'application/json', 'content-length': String(length) });
    },
    onResponseData: (_controller, chunk) => void res.write(chunk),
    onResponseEnd: () => void res.end(),
    onResponseError: () => void res.destroy(),
  };
}

import { createServer, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';

/** A request as the ceilings read it: the same bytes that the gateway gets. */
export interface Asked {
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
  readonly authorization: string;
}

const upstream = new URL(process.env.UPSTREAM_URL!);
const pool = new Pool(upstream.origin, { connections: 256 });

/** Serves POSTs of JSON on `PORT`, with nothing that a real server would check. */
export function serve(answer: (asked: Asked, res: ServerResponse) => void): void {
  const server = createServer({ keepAliveTimeout: 600_000 }, (req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk) => chunks.push(chunk));
    req.on('end', () => {
      const { operationName, variables } = JSON.parse(Buffer.concat(chunks).toString());
      answer({ operationName, variables, authorization: req.headers.authorization ?? '' }, res);
    });
  });
  server.listen(Number(process.env.PORT), '127.0.0.1');
}

/** Makes a call of the REST API; `handler` gets the answer's bytes. */
export function call(
  handler: Dispatcher.DispatchHandler,
  authorization: string,
  path: string,
  method: 'GET' | 'PUT' = 'GET',
  body?: string,
): void {
  const headers = { authorization, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) };
  pool.dispatch({ method, path: `${upstream.pathname}${path}`, headers, body: body ?? null }, handler);
}

/** The page of clients or grants that a request asks for. */
export function listPath(list: string, { page = 1, pageSize }: Record<string, unknown>): string {
  return `/${list}?page%5Bnumber%5D=${page}&page%5Bsize%5D=${pageSize}`;
}

/** Answers JSON. */
export function send(res: ServerResponse, text: string): void {
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

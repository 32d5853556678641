import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { standardHeaders } from '../../src/http/headers.ts';
import { relay } from '../dialects/graph.ts';
import { accountOf } from '../fixtures.ts';
import { documentName, QUERIES } from '../operations.ts';

/** The ceiling of Node's HTTP: bodies are parsed, and the gateway's own responses sent, ready before they are asked for. */
const responses = new Map<string, string>([[keyOf('Typename'), textOf({ data: { __typename: 'Query' } })]]);
for (const query of QUERIES) {
  const account = accountOf(query.account);
  for (const [index, operation] of query.operations.entries()) {
    const { request, answer } = relay.exchange(operation, account, documentName(query, index))!;
    responses.set(keyOf(request.operationName, request.variables.clientId), textOf(answer));
  }
}

const standing = standardHeaders(0);
createServer({ keepAliveTimeout: 600_000 }, (req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    const { operationName, variables } = JSON.parse(Buffer.concat(chunks).toString());
    const text = responses.get(keyOf(operationName, variables.clientId))!;
    res
      .writeHead(200, {
        ...standing,
        'x-request-id': randomUUID(),
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(text),
        'cache-control': 'no-store',
      })
      .end(text);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');

function keyOf(operationName: string, clientId: unknown = ''): string {
  return `${operationName}/${clientId}`;
}

/** With the extensions that the gateway's responses have. */
function textOf(answer: object): string {
  return JSON.stringify({ ...answer, extensions: { cost: { requested: 1, maximum: 1_000 } } });
}

import { type Operation, THREE_FIELDS } from '../operations.ts';
import type { Dialect } from './dialect.ts';
import { pages } from './graph.ts';

/** Asked in GraphQL, answered in the upstream's own bytes: what a pipe can do, one call for one request. */
export const piped: Dialect = {
  exchange(operation, account, name) {
    const exchange = handWritten.exchange(operation, account, name);
    const { clients } = account;
    if (!exchange) return undefined;
    switch (operation.kind) {
      case 'client':
      case 'update':
        return { ...exchange, answer: { data: clients[operation.client] } };
      case 'clients': {
        const { offset, size } = operation;
        const meta = {
          page_number: offset / size + 1,
          page_size: size,
          total_pages: Math.ceil(clients.length / size),
          total_results: clients.length,
        };
        return { ...exchange, answer: { data: clients.slice(offset, offset + size), meta } };
      }
      case 'typename':
        return exchange;
      default:
        return undefined;
    }
  },
};

const OPERATION_NAMES: Record<Operation['kind'], string> = {
  client: 'Client',
  clients: 'Clients',
  grants: 'Grants',
  typename: 'Typename',
  update: 'Update',
  entities: 'Entities',
};

/**
 * The same requests as those to a graph with page numbers, but programs written by hand know them by the operation's
 * name and can answer only the selections that they were written for.
 */
export const handWritten: Dialect = {
  exchange(operation, account) {
    if (operation.kind === 'client' && operation.fields !== THREE_FIELDS) return undefined;
    return pages.exchange(operation, account, OPERATION_NAMES[operation.kind]);
  },
};

import type { OAuthClient } from '../../src/telnyx/types.ts';
import type { Account } from '../fixtures.ts';
import type { ClientField, Operation } from '../operations.ts';

/** A GraphQL request. */
export interface Request {
  readonly query: string;
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
}

/** What to send for an operation, and what must come back, member for member. */
export interface Exchange {
  readonly request: Request;
  readonly answer: Record<string, unknown>;
}

/** How one kind of contestant is asked. */
export interface Dialect {
  /**
   * The exchange for an operation; undefined where it has nothing like it.
   *
   * @param name of the GraphQL operation: another name makes another document
   * @param cursor of the item in front of a list's offset, where the dialect asks for one
   */
  exchange(operation: Operation, account: Account, name: string, cursor?: string): Exchange | undefined;
}

/** The wire's name of a field. */
export function snake(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The fields of a client as a graph with enums gives them. */
export function clientAnswer(client: OAuthClient, fields: readonly ClientField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, inGraph(field, client[snake(field) as keyof OAuthClient])]));
}

function inGraph(field: ClientField, value: unknown): unknown {
  if (field === 'clientType') return String(value).toUpperCase();
  if (field === 'allowedGrantTypes') return (value as string[]).map((type) => type.toUpperCase());
  return value;
}

/** The client that a grant is to. */
export function clientOf(account: Account, clientId: string): OAuthClient {
  return account.clients.find(({ client_id }) => client_id === clientId)!;
}

import { comparable } from '../lib/same-id.ts';
import { ContractError } from './errors.ts';
import { fits, mended, misfitError, type Shape } from './kinds.ts';
import type { Call } from './transport/call.ts';
import { detailsOf, objectOf, type UpstreamResponse } from './transport/response-errors.ts';

/** Decodes the object of a response, which has what `shape` requires. @throws {ContractError} It does not. */
export function decode<T>(call: Call, response: UpstreamResponse, shape: Shape<T>): T {
  return complete(call, response, objectOf(call, response), shape);
}

/** Decodes a response that wraps its object in `data`. Throws like {@link decode}. */
export function decodeData<T>(call: Call, response: UpstreamResponse, shape: Shape<T>): T {
  return complete(call, response, objectOf(call, response).data, shape);
}

/**
 * Decodes a response about the resource whose `member` is this id. Throws `ContractError` also for another id.
 */
export function decodeResource<T>(
  call: Call,
  response: UpstreamResponse,
  shape: Shape<T>,
  member: keyof T,
  id: string,
): T {
  const resource = decodeData(call, response, shape);
  expectId(call, response, resource[member], id);
  return resource;
}

/** @throws {ContractError} A response is about another id than requested. */
export function expectId(call: Call, response: UpstreamResponse, found: unknown, id: string): void {
  if (typeof found === 'string' && comparable(found) === comparable(id)) return;
  throw new ContractError(`Telnyx answered ${call.route} with another id than requested.`, detailsOf(call, response));
}

/**
 * Decodes a value of a response, an object with what `shape` requires.
 *
 * @param within prefix of its members' names in errors
 * @throws {ContractError} It is not such an object.
 */
export function complete<T>(call: Call, response: UpstreamResponse, value: unknown, shape: Shape<T>, within = ''): T {
  if (!isObject(value)) {
    throw new ContractError(`Telnyx answered ${call.route} without data.`, detailsOf(call, response));
  }
  for (const member in shape) {
    const kind = shape[member]!;
    if (!fits(kind, value[member])) value[member] = mended(call, response, within + member, kind, value[member]);
  }
  return value as T;
}

/**
 * Checks and completes each object in a list, in place. An item that is not an object becomes an error. Does nothing if
 * `list` is not a list.
 *
 * @param member the member of the response that holds the list
 */
export function completeEach<T>(
  call: Call,
  response: UpstreamResponse,
  list: unknown,
  shape: Shape<T>,
  member: string,
): void {
  if (!Array.isArray(list)) return;
  for (const [index, item] of list.entries()) {
    const name = `${member}[${index}]`;
    if (isObject(item)) complete(call, response, item, shape, `${name}.`);
    else list[index] = misfitError(call, response, name, item);
  }
}

/** Counts a member of the response that was read as null, or in part, without an error. */
export function misfit(response: UpstreamResponse, member: string): void {
  response.misfits ??= new Set();
  response.misfits.add(member);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { comparable } from '../lib/same-id.ts';
import { ContractError } from './errors.ts';
import { fits, mended, misfitError, type Shape } from './kinds.ts';
import type { Call } from './transport/call.ts';
import { detailsOf, objectOf, type UpstreamResponse } from './transport/response-errors.ts';

/** The response's own object, known to have what `shape` requires. Throws `ContractError`. */
export function decode<T>(call: Call, response: UpstreamResponse, shape: Shape<T>): T {
  return complete(call, response, objectOf(call, response), shape);
}

/** The same of a response that wraps its object in `data`. */
export function decodeData<T>(call: Call, response: UpstreamResponse, shape: Shape<T>): T {
  return complete(call, response, objectOf(call, response).data, shape);
}

/**
 * The same of a response about the resource whose `member` is this id. Throws `ContractError` also where it is another.
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

/** Throws `ContractError` where a response is about another id than requested. */
export function expectId(call: Call, response: UpstreamResponse, found: unknown, id: string): void {
  if (typeof found === 'string' && comparable(found) === comparable(id)) return;
  throw new ContractError(`Telnyx answered ${call.route} with another id than requested.`, detailsOf(call, response));
}

/**
 * A value of a response, known to be an object with what `shape` requires. Throws `ContractError`.
 *
 * @param within what errors put in front of its members' names
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
 * The same of each object in a list; what is none becomes an error in its place. Of what is no list there is nothing to
 * complete.
 *
 * @param member of the response, that holds the list
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

/** Notes that a member of the response was taken for null, or in part: for the metric, as nobody else is told. */
export function misfit(response: UpstreamResponse, member: string): void {
  response.misfits ??= new Set();
  response.misfits.add(member);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

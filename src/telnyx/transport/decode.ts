import { comparable } from '../../lib/same-id.ts';
import { ContractError } from '../errors.ts';
import type { Call } from './call.ts';
import { detailsOf, objectOf, type UpstreamResponse } from './response-errors.ts';

/**
 * What a member of an answer must be for the graph to be able to promise it. A `text` is a string that is not empty.
 * Two kinds may also be absent: what is `optional`, such as a URI or a time, of which some servers send an empty string
 * instead, and a `secret`; empty ones become null.
 */
export type Shape<T> = { readonly [K in keyof T]?: 'string' | 'text' | 'boolean' | 'array' | 'optional' | 'secret' };

/** The answer's own object, known to have what `shape` requires. Throws `ContractError`. */
export function decode<T>(call: Call, answer: UpstreamResponse, shape: Shape<T>): T {
  return complete(call, answer, objectOf(call, answer), shape);
}

/** The same of an answer that wraps its object in `data`. */
export function decodeData<T>(call: Call, answer: UpstreamResponse, shape: Shape<T>): T {
  return complete(call, answer, objectOf(call, answer).data, shape);
}

/**
 * The same of an answer about the resource whose `member` is this id. Throws `ContractError` also where it is another.
 */
export function decodeResource<T>(
  call: Call,
  answer: UpstreamResponse,
  shape: Shape<T>,
  member: keyof T,
  id: string,
): T {
  const resource = decodeData(call, answer, shape);
  expectId(call, answer, resource[member], id);
  return resource;
}

/** Throws `ContractError` where an answer is about another id than asked for. */
export function expectId(call: Call, answer: UpstreamResponse, found: unknown, id: string): void {
  if (typeof found === 'string' && comparable(found) === comparable(id)) return;
  throw new ContractError(`Telnyx answered ${call.route} with another id than asked for.`, detailsOf(call, answer));
}

/** A value of an answer, known to be an object with what `shape` requires. Throws `ContractError`. */
export function complete<T>(call: Call, answer: UpstreamResponse, value: unknown, shape: Shape<T>): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ContractError(`Telnyx answered ${call.route} without data.`, detailsOf(call, answer));
  }
  const members = value as Record<string, unknown>;
  for (const member in shape) {
    const found = members[member];
    const kind = shape[member];
    if (kind === 'optional' || kind === 'secret') {
      if (found === '') members[member] = null;
      if (kind === 'optional' || found == null || typeof found === 'string') continue;
    }
    const type = Array.isArray(found) ? 'array' : typeof found;
    if (type === kind || (kind === 'text' && type === 'string' && found !== '')) continue;
    throw new ContractError(`Telnyx answered ${call.route} without ${member}.`, detailsOf(call, answer));
  }
  return value as T;
}

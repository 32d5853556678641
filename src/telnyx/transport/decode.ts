import { comparable } from '../../lib/same-id.ts';
import { ContractError } from '../errors.ts';
import type { Call } from './call.ts';
import { detailsOf, objectOf, type UpstreamResponse } from './response-errors.ts';

/**
 * What a member of a response must be. A `text` is a string that is not empty; an `id` may be a whole number, a `flag`
 * a word. Some kinds may also be absent: what is `optional`, such as a URI or a time, of which some servers send an
 * empty string instead, a `secret`, and a `list`.
 *
 * @see docs/telnyx.md
 */
export type Kind = 'string' | 'text' | 'id' | 'boolean' | 'flag' | 'array' | 'optional' | 'secret' | 'list';

export type Shape<T> = { readonly [K in keyof T]?: Kind };

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

/** Throws `ContractError` where a response is about another id than asked for. */
export function expectId(call: Call, response: UpstreamResponse, found: unknown, id: string): void {
  if (typeof found === 'string' && comparable(found) === comparable(id)) return;
  throw new ContractError(`Telnyx answered ${call.route} with another id than requested.`, detailsOf(call, response));
}

/** A value of a response, known to be an object with what `shape` requires. Throws `ContractError`. */
export function complete<T>(call: Call, response: UpstreamResponse, value: unknown, shape: Shape<T>): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ContractError(`Telnyx answered ${call.route} without data.`, detailsOf(call, response));
  }
  const members = value as Record<string, unknown>;
  for (const member in shape) {
    const kind = shape[member]!;
    if (!fits(kind, members[member])) members[member] = mended(call, response, member, kind, members[member]);
  }
  return value as T;
}

function fits(kind: Kind, value: unknown): boolean {
  if (kind === 'string' || kind === 'id') return typeof value === 'string';
  if (kind === 'text') return typeof value === 'string' && value !== '';
  if (kind === 'boolean' || kind === 'flag') return typeof value === 'boolean';
  if (kind === 'array') return Array.isArray(value);
  if (value == null) return true;
  return kind === 'list' ? Array.isArray(value) : typeof value === 'string' && value !== '';
}

/**
 * What a value that does not fit is taken for. Where only its own field cannot hold it, an error that stands in its
 * place: executors put that at the field's path. Throws `ContractError` where the whole object is lost with it.
 */
function mended(call: Call, response: UpstreamResponse, member: string, kind: Kind, value: unknown): unknown {
  if (kind === 'id' && Number.isSafeInteger(value)) return String(value);
  if (kind === 'flag' && (value === 'true' || value === 'false')) return value === 'true';
  if ((kind === 'optional' || kind === 'secret') && value === '') return null;
  const what = value == null ? `without ${member}` : `with ${member} as something else than documented`;
  const error = new ContractError(`Telnyx answered ${call.route} ${what}.`, detailsOf(call, response));
  if (kind === 'optional' || kind === 'list') return error;
  throw error;
}

/** Notes that a member of the response was taken for null, or in part: for the metric, as nobody else is told. */
export function misfit(response: UpstreamResponse, member: string): void {
  response.misfits ??= new Set();
  response.misfits.add(member);
}

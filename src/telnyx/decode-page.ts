import { MAX_POSITION, type Page, type PageRequest } from '../lists/pages.ts';
import { complete } from './decode.ts';
import { ContractError } from './errors.ts';
import type { Shape } from './kinds.ts';
import type { Call } from './transport/call.ts';
import { detailsOf, objectOf, type UpstreamResponse } from './transport/response-errors.ts';

/** `meta` of a list; a member is undefined if it is absent or not a number. */
interface Meta {
  readonly page_number: number | undefined;
  readonly page_size: number | undefined;
  readonly total_pages: number | undefined;
  readonly total_results: number | undefined;
}

/**
 * Decodes a page of a list. Its position comes from the page number and size in its meta, else from those asked for. It
 * is empty if the response has an earlier page instead, as some servers send past the end of a list.
 *
 * @throws {ContractError} The page is unreadable, or its meta impossible.
 */
export function decodePage<T>(call: Call, response: UpstreamResponse, request: PageRequest, shape: Shape<T>): Page<T> {
  const { data, meta } = objectOf(call, response) as { data?: unknown; meta?: Record<string, unknown> | null };
  const broken = () =>
    new ContractError(`Telnyx answered ${call.route} with another page than requested.`, detailsOf(call, response));
  const told = metaOf(meta, broken);
  if (!Array.isArray(data)) throw broken();
  for (const item of data) complete(call, response, item, shape);

  const number = told.page_number ?? request.number;
  const size = told.page_size || request.size;
  const total = told.total_results;
  const from = (request.number - 1) * size;
  if (data.length > 0 && number < request.number && number > 0) return { items: [], from, size, total, end: 'here' };
  const isPossible = data.length <= size && data.length <= (total ?? size) && from + data.length <= MAX_POSITION;
  if (!isPossible || (data.length > 0 && number !== request.number)) throw broken();
  return { items: data, from, size, total, end: endOf(request, from, size, data.length, told) };
}

function endOf({ number }: PageRequest, from: number, size: number, length: number, told: Meta): Page<unknown>['end'] {
  if (length === 0 && number > 1) return 'here';
  const { page_size, total_pages: pages, total_results: total } = told;
  const to = from + length;
  const goesOn = total !== undefined ? to < total : pages !== undefined ? number < pages : undefined;
  if (length === size) return goesOn === false ? 'here' : 'later';
  if (goesOn !== false) return goesOn ? 'denied' : 'unsure';
  // The position of a later page is unsure if its size is not reported, or if it passes the total.
  return number === 1 || (page_size !== undefined && to <= (total ?? to)) ? 'here' : 'unsure';
}

function metaOf(meta: Record<string, unknown> | null | undefined, broken: () => Error): Meta {
  const member = (name: keyof Meta): number | undefined => {
    const value = meta?.[name];
    const isNumeric = typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value));
    const number = isNumeric ? Number(value) : value;
    if (typeof number !== 'number') return undefined;
    if (!Number.isInteger(number) || number < 0 || number > MAX_POSITION) throw broken();
    return number;
  };
  return {
    page_number: member('page_number'),
    page_size: member('page_size'),
    total_pages: member('total_pages'),
    total_results: member('total_results'),
  };
}

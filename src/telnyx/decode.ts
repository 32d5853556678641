import { type Answer, detailsOf, objectOf } from './answers.ts';
import type { Call } from './call.ts';
import { ContractError } from './errors.ts';
import { MAX_PAGE_SIZE, type Page, type PageRequest } from './pages.ts';

/** The type of value that a member of an answer must have for the graph to be able to promise it. */
export type Shape<T> = { readonly [K in keyof T]?: 'string' | 'number' | 'boolean' | 'array' };

/** The answer's own object, known to have what `shape` requires. Throws `ContractError`. */
export function decode<T>(call: Call, answer: Answer, shape: Shape<T>): T {
  return complete(call, answer, objectOf(call, answer), shape);
}

/** The same of an answer that wraps its object in `data`. */
export function decodeData<T>(call: Call, answer: Answer, shape: Shape<T>): T {
  return complete(call, answer, objectOf(call, answer).data, shape);
}

/** A page of a list. Throws `ContractError` where it is unreadable or of another size than asked for. */
export function decodePage<T>(call: Call, answer: Answer, { size }: PageRequest, shape: Shape<T>): Page<T> {
  const { data, meta } = objectOf(call, answer) as { data?: unknown; meta?: Record<string, unknown> | null };
  const given = meta?.page_size;
  if (!Array.isArray(data) || data.length > MAX_PAGE_SIZE || (typeof given === 'number' && given !== size)) {
    throw new ContractError(`Telnyx answered ${call.route} with another page than asked for.`, detailsOf(call, answer));
  }
  for (const item of data) complete(call, answer, item, shape);
  return { items: data, total: typeof meta?.total_results === 'number' ? meta.total_results : undefined };
}

function complete<T>(call: Call, answer: Answer, value: unknown, shape: Shape<T>): T {
  if (typeof value !== 'object' || value === null) {
    throw new ContractError(`Telnyx answered ${call.route} without data.`, detailsOf(call, answer));
  }
  for (const member in shape) {
    const found = (value as Record<string, unknown>)[member];
    const type = Array.isArray(found) ? 'array' : typeof found;
    if (type === shape[member]) continue;
    throw new ContractError(`Telnyx answered ${call.route} without ${member}.`, detailsOf(call, answer));
  }
  return value as T;
}

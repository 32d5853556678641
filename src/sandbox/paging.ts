import { type Answer, json } from './answers.ts';
import { type Problem, platformErrors, Refusal } from './errors.ts';

const DEFAULT_SIZE = 20;
const LARGEST_SIZE = 100;

/** Collects what is wrong with the query of a list call, to name it all at once. */
export interface QueryReader {
  /** The one value of a parameter; undefined when it is absent. */
  text(name: string): string | undefined;
  choice<const T extends string>(name: string, values: readonly T[]): T | undefined;
  reject(parameter: string, detail: string): void;
  /** @throws Refusal 400 if anything was wrong */
  done(): void;
}

export function readQuery(query: URLSearchParams): QueryReader {
  const problems: Problem[] = [];
  const reject = (parameter: string, detail: string): void => {
    problems.push({ code: '10015', title: 'Bad request', detail: `${parameter} ${detail}.`, source: { parameter } });
  };
  const text = (name: string): string | undefined => {
    const values = query.getAll(name);
    if (values.length > 1) reject(name, 'is repeated');
    return values[0];
  };
  return {
    text,
    reject,
    choice(name, values) {
      const given = text(name);
      const found = values.find((value) => value === given);
      if (given !== undefined && found === undefined) reject(name, `must be one of ${values.join(', ')}`);
      return found;
    },
    done() {
      if (problems.length > 0) throw new Refusal(platformErrors(400, problems));
    },
  };
}

/**
 * One page of a list, newest first, ties in the order of the ids. Past the end: no items, and the totals all the same.
 * @param reader calls `done` on it, after reading `page[number]` (from 1, default 1) and `page[size]` (1 to 100,
 *   default 20)
 */
export function answerPage<T extends { created_at: string }>(
  reader: QueryReader,
  items: T[],
  idOf: (item: T) => string,
  view: (item: T) => object,
): Answer {
  const number = readInteger(reader, 'page[number]', 1, Number.MAX_SAFE_INTEGER);
  const size = readInteger(reader, 'page[size]', DEFAULT_SIZE, LARGEST_SIZE);
  reader.done();
  const ordered = items.toSorted((a, b) => order(b.created_at, a.created_at) || order(idOf(a), idOf(b)));
  return json(200, {
    data: ordered.slice((number - 1) * size, number * size).map(view),
    meta: {
      page_number: number,
      page_size: size,
      total_pages: Math.ceil(items.length / size),
      total_results: items.length,
    },
  });
}

function readInteger(reader: QueryReader, name: string, fallback: number, largest: number): number {
  const given = reader.text(name);
  if (given === undefined) return fallback;
  const value = /^\d+$/.test(given) ? Number(given) : 0;
  if (value >= 1 && value <= largest) return value;
  reader.reject(name, `must be an integer from 1 to ${largest}`);
  return fallback;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

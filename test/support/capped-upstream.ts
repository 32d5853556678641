import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { wireClient, wireGrant } from './resources.ts';

/** How a member of `meta` is told; `echo`: the page size that was asked for, whatever the page holds. */
type Telling = 'number' | 'string' | 'absent' | 'null' | 'echo';

/** How a list is served. */
export interface Serving {
  readonly length: number;
  /** The largest page that is made, whatever is asked for. */
  readonly cap: number;
  readonly page_size: Telling;
  readonly page_number: Telling;
  readonly total_pages: Telling;
  readonly total_results: Telling;
  /** By how many items the totals exceed what the list holds. */
  readonly surplus: number;
  /** What a page past the end is. */
  readonly pastEnd: 'empty' | 404 | 400 | 'last page';
}

/** An empty list as Telnyx documents it: all of `meta` is told, and is true. */
export const PLAIN: Serving = {
  length: 0,
  cap: 100,
  page_size: 'number',
  page_number: 'number',
  total_pages: 'number',
  total_results: 'number',
  surplus: 0,
  pastEnd: 'empty',
};

const telling = fc.constantFrom<Telling>('number', 'string', 'absent', 'null');

/** Lists of up to `most` items, in pages of at least `least`, whose meta tells anything or nothing. */
export function servings(most: number, least = 10): fc.Arbitrary<Serving> {
  return fc.record({
    length: fc.oneof(fc.integer({ min: 0, max: 130 }), fc.integer({ min: 0, max: most })),
    cap: fc.oneof(fc.integer({ min: least, max: 100 }), fc.constantFrom(least, 20, 50, 100)),
    page_size: fc.oneof(telling, fc.constant<Telling>('echo')),
    page_number: telling,
    total_pages: telling,
    total_results: telling,
    surplus: fc.constant(0),
    pastEnd: fc.constantFrom<Serving['pastEnd']>('empty', 404, 400, 'last page'),
  });
}

/** An account with a list of clients and one of grants, of as many items, and how it is asked. */
export interface CappedServer {
  readonly origin: string;
  serving: Serving;
  /** Happens before each list read is answered. */
  onPage: () => void;
  /** Reads so far: of lists `{ number, size }`, and of single items. */
  readonly pages: { readonly number: number; readonly size: number }[];
  readonly singles: string[];
  close(): void;
}

export const idAt = (index: number): string => `item-${index}`;

/** Ids of the whole list. */
export function allIds({ length }: Serving): string[] {
  return Array.from({ length }, (_, index) => idAt(index));
}

/** Starts one on a free loopback port. Close it in the end. */
export async function startCappedServer(): Promise<CappedServer> {
  const [pages, singles]: [{ number: number; size: number }[], string[]] = [[], []];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://telnyx.example');
    const isGrant = pathname.includes('grant');
    const item = (id: string) => (isGrant ? wireGrant({ id, client_id: 'all' }) : wireClient({ client_id: id }));
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (!searchParams.has('page[number]')) {
      const id = pathname.split('/').at(-1)!;
      singles.push(id);
      return answer(200, { data: item(id) });
    }
    const [number, asked] = [Number(searchParams.get('page[number]')), Number(searchParams.get('page[size]'))];
    pages.push({ number, size: asked });
    capped.onPage();
    const { serving } = capped;
    const size = Math.min(asked, serving.cap);
    const total_pages = Math.ceil((serving.length + serving.surplus) / size);
    const lastPage = Math.max(1, Math.ceil(serving.length / size));
    if (number > lastPage && typeof serving.pastEnd === 'number') {
      return answer(serving.pastEnd, { error: 'invalid_request' });
    }
    const page_number = serving.pastEnd === 'last page' ? Math.min(number, lastPage) : number;
    const ids = allIds(serving).slice((page_number - 1) * size, page_number * size);
    const told = { page_size: size, page_number, total_pages, total_results: serving.length + serving.surplus };
    const meta = Object.entries(told).flatMap(([name, value]): [string, unknown][] => {
      const telling = serving[name as keyof typeof told];
      if (telling === 'absent') return [];
      return [
        [name, telling === 'null' ? null : telling === 'echo' ? asked : telling === 'string' ? `${value}` : value],
      ];
    });
    return answer(200, { data: ids.map(item), ...(meta.length > 0 && { meta: Object.fromEntries(meta) }) });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const capped: CappedServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serving: PLAIN,
    onPage: () => undefined,
    pages,
    singles,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return capped;
}

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ContractError, NotFoundError } from '../../../../src/telnyx/errors.ts';
import { ResourcePath } from '../../../../src/telnyx/transport/resource-path.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const absent = new ContractError('Nothing is here.', { status: 404 });
const anyone = { maySearch: true, signal: new AbortController().signal };

/** An API that has the list at these paths only, and what it was asked for. */
function api(...paths: string[]) {
  const asked: string[] = [];
  const read = async (path: string) => {
    asked.push(path);
    if (!paths.includes(path)) throw absent;
    return 'the list';
  };
  return { asked, read };
}

async function readList(path: ResourcePath, read: (path: string) => Promise<string>, seeker = anyone): Promise<string> {
  const at = path.current;
  return read(at).catch((error) => path.readElsewhere(at, error, read, seeker));
}

test('a search that finds nothing is made again after a minute, not before', async () => {
  const path = new ResourcePath('/a_b', '/a/b', 'auto');
  const { asked, read } = api();
  for (const [later, calls] of [
    [0, 2],
    [59_000, 1],
    [1_000, 2],
  ] as const) {
    vi.advanceTimersByTime(later);
    asked.length = 0;
    await expect(readList(path, read)).rejects.toBe(absent);
    expect(asked).toHaveLength(calls);
    expect(path.current).toBe('/a_b');
  }
});

test('a list that moves later is found again, there and back', async () => {
  const found: string[] = [];
  const path = new ResourcePath('/a_b', '/a/b', 'auto', (at) => found.push(at));
  for (const at of ['/a_b', '/a/b', '/a_b', '/a/b']) {
    vi.advanceTimersByTime(60_000);
    await expect(readList(path, api(at).read)).resolves.toBe('the list');
    expect(path.current).toBe(at);
  }
  expect(found).toEqual(['/a/b', '/a_b', '/a/b']);
});

test('no search is made for a caller whose answers hold for nobody else', async () => {
  const path = new ResourcePath('/a_b', '/a/b', 'auto');
  const { asked, read } = api('/a/b');
  await expect(readList(path, read, { ...anyone, maySearch: false })).rejects.toBe(absent);
  const one = () => Promise.reject(new NotFoundError('None.', { status: 404 }));
  await expect(path.doubt(one, () => readList(path, read), { ...anyone, maySearch: false })).rejects.toThrow('None.');
  expect(asked).toEqual(['/a_b']);
});

test('a minute in which items are missing, and nothing else is answered, puts a proven spelling in doubt', () => {
  const path = new ResourcePath('/a_b', '/a/b', 'auto');
  path.prove('/a_b');
  const missFor = (milliseconds: number) => {
    path.miss('/a_b/1');
    vi.advanceTimersByTime(milliseconds);
    path.miss('/a_b/2');
  };
  missFor(59_000);
  expect(path.isProven).toBe(true);
  path.prove('/a_b/3');
  missFor(59_000);
  expect(path.isProven).toBe(true);
  vi.advanceTimersByTime(1_000);
  path.miss('/a_b/2');
  expect(path.isProven).toBe(false);
  path.prove('/a_b?page');
  expect(path.isProven).toBe(true);

  const set = new ResourcePath('/a_b', '/a/b', '/a_b');
  set.miss('/a_b/1');
  vi.advanceTimersByTime(120_000);
  set.miss('/a_b/1');
  expect(set.isProven).toBe(true);
});

test('an item that is not there is no reason to search once the spelling is proven', async () => {
  const path = new ResourcePath('/a_b', '/a/b', 'auto');
  path.prove('/a/b');
  expect(path.isProven).toBe(false);
  path.prove('/a_b');
  expect(path.isProven).toBe(true);
});

test('an item that was looked for where the list is no more is at the other spelling; a list is not sent after it', async () => {
  const path = new ResourcePath('/a_b', '/a/b', 'auto');
  const { signal } = anyone;
  const gone = new NotFoundError('None.', { status: 404 });
  expect(await path.movedTo('/a_b/1', gone, signal)).toBeUndefined();
  const search = readList(path, api('/a/b').read);
  await Promise.resolve();
  expect(await path.movedTo('/a_b/1?x', gone, signal)).toBe('/a/b/1?x');
  await search;
  expect(await path.movedTo('/a_b/1', absent, signal)).toBe('/a/b/1');
  expect(await path.movedTo('/a_b/1', new Error('Broken.'), signal)).toBeUndefined();
  for (const other of ['/a/b/1', '/a_b?page', '/a_b', '/a_bc/1']) {
    expect([other, await path.movedTo(other, gone, signal)]).toEqual([other, undefined]);
  }
});

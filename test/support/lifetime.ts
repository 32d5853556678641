import { afterAll, afterEach, beforeAll, beforeEach, onTestFinished } from 'vitest';

/** What a test starts and must end: a gateway, a sandbox, a company with both. */
interface Closable {
  close(): unknown;
}

/**
 * Starts something before the tests of a file, or of the `describe` block that calls this, and closes it after them.
 * What it returns stands for what was started; reading it earlier throws.
 */
export function useForTests<T extends object & Closable>(start: () => Promise<T>): T {
  const { current, open, close } = slot(start);
  beforeAll(open);
  afterAll(close);
  return current;
}

/** The same, anew for each test. */
export function useForEachTest<T extends object & Closable>(start: () => Promise<T>): T {
  const { current, open, close } = slot(start);
  beforeEach(open);
  afterEach(close);
  return current;
}

/** Takes something for one test, and closes it when the test ends. */
export async function useInTest<T extends Closable>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  onTestFinished(async () => {
    await started.close();
  });
  return started;
}

/** A place for what `start` starts, and an object that stands for whatever is in it. */
function slot<T extends object & Closable>(start: () => Promise<T>) {
  let started: T | undefined;
  const read = (): T => {
    if (!started) throw new Error('It starts with the tests.');
    return started;
  };
  const current = new Proxy({} as T, {
    get(_, name) {
      const value = Reflect.get(read(), name);
      return typeof value === 'function' ? value.bind(read()) : value;
    },
    set: (_, name, value) => Reflect.set(read(), name, value),
  });
  return {
    current,
    async open() {
      started = await start();
    },
    async close() {
      await started?.close();
      started = undefined;
    },
  };
}

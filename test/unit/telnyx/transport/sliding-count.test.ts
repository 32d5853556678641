import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SlidingCount } from '../../../../src/telnyx/transport/sliding-count.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const SECONDS = 4;

test('what was added in the last seconds and not removed is counted, and nothing else', () => {
  const step = fc.record({ pause: fc.nat(3_000), ends: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const count = new SlidingCount(SECONDS);
      const times: number[] = [];
      for (const { pause, ends } of steps) {
        vi.setSystemTime(Date.now() + pause);
        const [ended] = times.splice(ends, 1);
        if (ended !== undefined) count.remove(ended);
        count.add(Date.now());
        times.push(Date.now());
        const second = Math.floor(Date.now() / 1_000);
        expect(count.total).toBe(times.filter((time) => Math.floor(time / 1_000) >= second - SECONDS).length);
      }
    }),
  );
});

import { onTestFinished, vi } from 'vitest';

/** Milliseconds between two steps of the clock. */
const STEP = 10;

/**
 * Lets a clock of this process run that many times as fast until the test ends, for what happens over many seconds.
 * Timers and sockets keep their pace, so a deadline by the clock comes sooner than one by a timer. `performance` begins
 * anew: hurry it before anything reads it.
 */
export function hurry(clock: 'Date' | 'performance', times: number): void {
  vi.useFakeTimers({ toFake: [clock] });
  const timer = setInterval(() => void vi.advanceTimersByTime(STEP * times), STEP);
  onTestFinished(() => {
    clearInterval(timer);
    vi.useRealTimers();
  });
}

import { Session } from 'node:inspector';
import './seen-json.ts';

/** Between two samples of a profile, microseconds. */
const INTERVAL_US = 250;
/** The same while no profile is asked for. */
const RESTING_US = 1_000_000;

/**
 * Loaded into a process before its own code: takes a CPU profile from the message `begin` to the message `end`, which
 * is answered with the profile's nodes. A profiler runs all the time, seldom looking: V8 keeps the positions of inlined
 * functions only in code that it optimizes while one runs.
 */
const session = new Session();
session.connect();
session.post('Profiler.enable');
run(RESTING_US);

process.on('message', (message) => {
  if (message !== 'begin' && message !== 'end') return;
  session.post('Profiler.stop', (error, { profile }) => {
    if (error) throw error;
    run(message === 'begin' ? INTERVAL_US : RESTING_US);
    process.send!(message === 'end' ? profile.nodes : []);
  });
});

function run(interval: number): void {
  session.post('Profiler.setSamplingInterval', { interval });
  session.post('Profiler.start');
}

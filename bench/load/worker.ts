import type { Job } from './index.ts';
import { run } from './steady.ts';
import { takeTurns } from './turns.ts';

/**
 * The load, a process of its own: does the jobs that come by IPC, one after another, and answers each with what it saw.
 */
process.on('message', (job: Job) => {
  const done: Promise<unknown> = 'run' in job ? run(job.run) : takeTurns(job.turns);
  done.then(
    (result) => process.send!(result),
    (error: Error) => process.send!({ error: error.stack }),
  );
});
process.on('disconnect', () => process.exit());

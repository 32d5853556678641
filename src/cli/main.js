import { enableCompileCache, flushCompileCache } from 'node:module';

// Node keeps what it compiles, so that the next start is quicker; where it may not write, nothing changes.
enableCompileCache();
const { run } = await import('./run.ts');
await run(process.argv.slice(2));
flushCompileCache();

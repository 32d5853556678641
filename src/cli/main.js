import { enableCompileCache, flushCompileCache } from 'node:module';

// Node caches compiled code on disk, so that the next start is quicker. Where it may not write, nothing changes.
enableCompileCache();
const { run } = await import('./run.ts');
await run(process.argv.slice(2));
flushCompileCache();

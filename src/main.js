import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Node caches code that it has stripped of types and compiled, so that the next start is quicker. Where it may not
// write, nothing else changes. This file has no types: Node would strip it before there is a cache, and its code for
// stripping takes longer to load than any library.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)));
await import('./process/run.ts');
flushCompileCache();

import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Node keeps what it strips of types and compiles, so that the next start is quicker. Where it may not write it does
// not, and all else is the same. This file has no types, as Node would have to strip it before there is a cache, and
// what strips takes longer to load than any library.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)));
await import('./process/run.ts');
flushCompileCache();

import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Node keeps what it strips of types and compiles, so that the next start is quicker. Where it may not write it does
// not, and all else is the same.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)));
await import('./process.ts');
flushCompileCache();

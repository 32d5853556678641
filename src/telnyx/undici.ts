import { createRequire } from 'node:module';
import type * as undici from 'undici';

/*
 * The parts of undici that every call needs. Its front door loads more than twice as many files, for `fetch`, caches,
 * mocks and proxies, and with them a start takes longer.
 */
const require = createRequire(import.meta.url);

export const Agent: typeof undici.Agent = require('undici/lib/dispatcher/agent.js');
export const errors: typeof undici.errors = require('undici/lib/core/errors.js');

/** The whole of it. */
export const loadAll = (): typeof undici => require('undici');

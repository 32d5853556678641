import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests with real services beside the gateway: programs of Debian's, one test file at a time. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/services/**/*.test.ts'],
    globalSetup: 'test/support/seed-of-tree.ts',
    setupFiles: 'test/support/use-seed.ts',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { requireAssertions: true, poll: { timeout: 30_000 } },
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite would pick graphql's ESM build while Node gives Pothos and Yoga the CommonJS one: one copy for all.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/examples/**', 'test/package/**', 'test/services/**'],
    globalSetup: 'test/support/seed-of-tree.ts',
    setupFiles: 'test/support/use-seed.ts',
    // Half of the time tests wait for deadlines, so a core that is left over for Vitest itself would be idle.
    maxWorkers: '100%',
    testTimeout: 30_000,
    expect: { requireAssertions: true },
    // The whole stack is loaded once a worker and not once a file.
    isolate: false,
  },
});

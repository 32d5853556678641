import fc from 'fast-check';
import { beforeEach, inject } from 'vitest';

const seed = inject('seed');

fc.configureGlobal({ seed });

beforeEach(({ onTestFailed }) => {
  onTestFailed(() => console.error(`FUZZ_SEED=${seed}`));
});

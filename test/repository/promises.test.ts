import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { metricHelps } from '../../scripts/dashboard.ts';
import { ErrorCode } from '../../src/lib/error-codes.ts';
import { VARIABLE_NAMES } from '../../src/process/variables.ts';
import { exitCodes } from '../support/exit-codes.ts';

/** What users build on besides the graph, which `npm run schema:check` looks after. */
interface Promises {
  readonly settings: readonly string[];
  readonly metrics: readonly string[];
  readonly errorCodes: readonly string[];
  /** How each command ends. */
  readonly exitCodes: readonly string[];
}

const FILE = 'test/repository/promises.json';
const read = (): Promises => JSON.parse(readFileSync(FILE, 'utf8'));
const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** As they were at the last release; before the first one as they are. */
function lastPromises(): Partial<Promises> {
  try {
    const tag = git('describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*').trim();
    return JSON.parse(git('show', `${tag}:${FILE}`));
  } catch {
    return read();
  }
}

async function promisesNow(): Promise<Promises> {
  const own = [...(await metricHelps()).keys()].filter((name) => !/^(process|nodejs)_/.test(name));
  return {
    settings: VARIABLE_NAMES.toSorted(),
    metrics: own.toSorted(),
    errorCodes: Object.values(ErrorCode).toSorted(),
    exitCodes: await exitCodes(),
  };
}

test('promises.json lists what there is', { timeout: 180_000 }, async () => {
  expect(read()).toEqual(await promisesNow());
});

test.each(['settings', 'metrics', 'errorCodes', 'exitCodes'] as const)('it keeps %s of the last release', (kind) => {
  const now = read();
  expect((lastPromises()[kind] ?? []).filter((name) => !now[kind].includes(name))).toEqual([]);
});

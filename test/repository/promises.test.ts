import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { metricHelps } from '../../scripts/dashboard.ts';
import { ErrorCode } from '../../src/lib/error-codes.ts';
import { VARIABLE_NAMES } from '../../src/process/variables.ts';

/** Names that users build on besides the graph, which `npm run schema:check` looks after. */
interface Promises {
  readonly settings: readonly string[];
  readonly metrics: readonly string[];
  readonly errorCodes: readonly string[];
}

const FILE = 'test/repository/promises.json';
const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** As they were at the last release; before the first one as they are. */
function lastPromises(): Promises {
  try {
    const tag = git('describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*').trim();
    return JSON.parse(git('show', `${tag}:${FILE}`));
  } catch {
    return JSON.parse(readFileSync(FILE, 'utf8'));
  }
}

async function promisesNow(): Promise<Promises> {
  const own = [...(await metricHelps()).keys()].filter((name) => !/^(process|nodejs)_/.test(name));
  return {
    settings: VARIABLE_NAMES.toSorted(),
    metrics: own.toSorted(),
    errorCodes: Object.values(ErrorCode).toSorted(),
  };
}

test('settings, metrics and error codes of the last release are still there', async () => {
  const [last, now] = [lastPromises(), await promisesNow()];
  for (const kind of ['settings', 'metrics', 'errorCodes'] as const) {
    expect(last[kind].filter((name) => !now[kind].includes(name))).toEqual([]);
  }
});

test('promises.json lists what there is, so that the next release promises all of it', async () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(await promisesNow());
});

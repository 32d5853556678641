import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

// The parser imports JSON as bundlers do; Node wants to be told that it is that.
const hooks = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');
hooks.deregister();

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

/** What GitHub's own parser finds wrong: keys, values, contexts and expressions. */
async function mistakesOf(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  await convertWorkflowTemplate(context, value!);
  return context.errors.getErrors().map(String);
}

const FILES = globSync('.github/workflows/*.yml');

test('there are workflows', () => {
  expect(FILES.length).toBeGreaterThan(1);
});

// No workflow has run on GitHub: this is what can be told without it.
describe.each(FILES)('%s', (file) => {
  const text = readFileSync(file, 'utf8');
  const steps = Object.values<{ steps: Step[] }>(parse(text).jobs).flatMap((job) => job.steps);

  test('is one by GitHub’s own parser, which finds a misspelt key and an unknown context', async () => {
    expect(await mistakesOf(file, text)).toEqual([]);
    expect(await mistakesOf(file, text.replace('timeout-minutes', 'timeout-minuets'))).not.toEqual([]);
    expect(await mistakesOf(file, text.replace('runs-on: ubuntu-24.04', `runs-on: \${{ githib.ref }}`))).not.toEqual(
      [],
    );
  });

  test('pins each action by the hash of a commit', () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((uses) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  });

  test('runs commands that a shell can read, and scripts that are there', () => {
    const commands = steps.flatMap(({ run }) => run ?? []);
    const scripts = commands.flatMap((command) => command.match(/(?:\.ci|scripts)\/[\w.-]+/g) ?? []);
    expect(scripts).toContain('.ci/run');
    for (const script of scripts) {
      expect(existsSync(script), script).toBe(true);
      expect(spawnSync('bash', ['-n', script]).status, script).toBe(0);
    }
    for (const input of commands) expect(spawnSync('sh', ['-n'], { input }).status, input).toBe(0);
  });
});

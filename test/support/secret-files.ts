import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Files of secrets, by the variables that they are for, until the test ends; and the variables that name them. */
export function secretFiles(contents: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
  for (const [name, content] of Object.entries(contents)) write(name, content);
  const env = Object.fromEntries(Object.keys(contents).map((name) => [`${name}_FILE`, join(folder, name)]));
  return { write, env };
}

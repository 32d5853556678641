import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/** An instruction, its flags and its words; JSON arrays are read. */
export interface Instruction {
  readonly name: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/** What stands between two `FROM`s. */
export interface Stage {
  readonly from: string;
  /** By which later stages copy from it. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** Reads a Dockerfile, of which it knows what ours uses: no variables, no shell forms of several lines. */
export function readDockerfile(path: string): Stage[] {
  const stages: { from: string; name: string; instructions: Instruction[] }[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const { name, flags, words } = readInstruction(line);
    if (name === 'FROM') stages.push({ from: words[0]!, name: words[2] ?? '', instructions: [] });
    else stages.at(-1)!.instructions.push({ name, flags, words });
  }
  return stages;
}

function readInstruction(line: string): Instruction {
  const [, name, options, rest] = /^([A-Z]+)((?: --\S+)*) (.*)$/.exec(line)!;
  const flags = Object.fromEntries([...options!.matchAll(/--([\w-]+)=(\S+)/g)].map(([, key, value]) => [key, value]));
  const array = /\[.*\]$/.exec(rest!);
  return { name: name!, flags, words: array ? JSON.parse(array[0]) : rest!.split(' ') };
}

/**
 * Carries a stage out below `root`, as Docker would below `/`. `others` are the roots of the stages before; `context`
 * is the repository; `run` does what a RUN does, in the folder that WORKDIR named.
 */
export function build(
  { instructions }: Stage,
  root: string,
  others: ReadonlyMap<string, string>,
  context: string,
  run: (command: string, folder: string) => void,
): void {
  let folder = root;
  for (const { name, flags, words } of instructions) {
    if (name === 'WORKDIR') {
      folder = join(root, words[0]!);
      mkdirSync(folder, { recursive: true });
    }
    if (name === 'RUN') run(words.join(' '), folder);
    if (name !== 'COPY') continue;
    const target = words.at(-1)!;
    for (const source of words.slice(0, -1)) {
      const to = target.endsWith('/') ? join(folder, target, source) : join(folder, target);
      if (flags.from !== undefined) cpSync(join(others.get(flags.from)!, source), to, { recursive: true });
      else copyFromContext(context, source, to);
    }
  }
}

function copyFromContext(context: string, source: string, to: string): void {
  const rules = readFileSync(join(context, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const ignored = (path: string) => {
    let out = false;
    for (const rule of rules) {
      const pattern = rule.replace(/^!/, '');
      if (pattern === '*' || path === pattern || path.startsWith(`${pattern}/`)) out = !rule.startsWith('!');
    }
    return out;
  };
  if (ignored(source)) throw new Error(`COPY ${source}: it is in .dockerignore`);
  const filter = (path: string) => !ignored(relative(resolve(context), path).split(sep).join('/'));
  cpSync(join(context, source), to, { recursive: true, filter });
}

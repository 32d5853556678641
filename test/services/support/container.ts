import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { programPath } from './programs.ts';

/** What an image says of how it is run. */
export interface ImageConfig {
  readonly User: string;
  readonly WorkingDir: string;
  readonly Env: readonly string[];
  readonly Cmd: readonly string[];
  readonly StopSignal: string;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

/** The file system of an image that was built. */
export interface Image {
  readonly config: ImageConfig;
  /** Where its files are on this machine. */
  readonly root: string;
}

/** A process that has the image's root for its own, to be read only, and no program but Node. */
export interface Container {
  output(): string;
  kill(signal: string): void;
  readonly ended: Promise<number | null>;
  listening(): Promise<string>;
}

/**
 * What a build does beyond downloading, on a small scale: it mounts, and runs a program in a container. The program is
 * this machine's. Mounts end with the namespace.
 */
const TRIAL = `
set -e
buildah="$1 --root $2/storage --runroot $2/run --storage-driver vfs"
mkdir $2/base
mount -t tmpfs none $2/base
mkdir $2/base/usr
ln -s usr/lib usr/lib64 $2/base
container=$($buildah from scratch)
$buildah add --quiet $container $2/base / >&2
$buildah run --isolation chroot --volume /usr:/usr:ro $container -- /usr/bin/true >&2
$buildah mount $container >&2
`;

/** Why this machine cannot build images, though it has the programs; undefined: it can. Takes seconds. */
export function whyNoImages(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'trial-'));
  try {
    const args = ['--mount', 'sh', '-c', TRIAL, 'sh', programPath('buildah'), folder];
    const { status, stderr, error } = spawnSync(programPath('unshare'), args, { encoding: 'utf8' });
    if (status === 0) return undefined;
    const said = error?.message ?? stderr.trim().split('\n').at(-1);
    return `buildah cannot build here: ${said}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens an image that `scripts/build-image.sh` built below `folder`. */
export function openImage(folder: string, name: string): Image {
  const storage = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs'];
  const buildah = (...args: string[]) =>
    execFileSync(programPath('buildah'), [...storage, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 }).trim();
  const { Docker } = JSON.parse(buildah('inspect', '--type', 'image', name));
  return { config: Docker.config, root: buildah('mount', buildah('from', '--pull-never', name)) };
}

/**
 * A command below the image's root, as its user, with its variables and more, in a mount namespace of its own: the root
 * is read only, and `/usr/bin`, which `/bin` leads to, is empty. So there is no shell.
 */
function commandIn({ config, root }: Image, env: Record<string, string>, command: readonly string[]): string[] {
  const [, , uid, gid] = readFileSync(join(root, 'etc/passwd'), 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === config.User)!;
  const set = [...config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
  const mounts = [
    'mount --bind "$ROOT" "$ROOT"',
    'mount -t tmpfs none "$ROOT/usr/bin"',
    'mount --bind /dev "$ROOT/dev"',
    'mount -o remount,ro,bind "$ROOT/usr/bin"',
    'mount -o remount,ro,bind "$ROOT"',
    'exec env -i "$@"',
  ].join(' && ');
  const inside = [
    'unshare',
    `--root=${root}`,
    `--wd=${config.WorkingDir || '/'}`,
    `--setgid=${gid}`,
    `--setuid=${uid}`,
  ];
  return ['unshare', '--mount', 'env', `ROOT=${root}`, 'sh', '-c', mounts, 'sh', ...set, ...inside, ...command];
}

/** Runs a command to its end. */
export function runIn(image: Image, env: Record<string, string>, command: readonly string[]) {
  const [program, ...args] = commandIn(image, env, command);
  return spawnSync(program!, args, { encoding: 'utf8' });
}

/** Starts the image's own command. It is killed at the end of the test. */
export function startIn(image: Image, env: Record<string, string>): Container {
  const [program, ...args] = commandIn(image, env, image.config.Cmd);
  const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    output: () => output,
    kill: (signal) => void child.kill(signal as NodeJS.Signals),
    ended,
    async listening() {
      const address = () => /http:\/\/[^\s"]+\/(graphql|v2)/.exec(output)?.[0] ?? (child.exitCode !== null && output);
      await expect.poll(address, { timeout: 30_000 }).toBeTruthy();
      return address() as string;
    },
  };
}

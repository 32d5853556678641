import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../src/process/settings.ts';
import { VARIABLE_NAMES } from '../../src/process/variables.ts';
import { parseRedisUrl } from '../../src/shared/address.ts';
import { readDockerfile } from '../support/dockerfile.ts';
import { compile, helm, type KubernetesObject, kubectlEnv, render, validate } from './support/kubernetes.ts';
import { describeWith } from './support/programs.ts';

const CHART = 'deploy/helm/telnyx-oauth-graphql';
/** The chart's tries, and the values file that users start from. */
const SETS: [file: string, ...flags: string[]][] = [
  ...globSync(`${CHART}/ci/*-values.yaml`)
    .toSorted()
    .map((file): [string] => [file]),
  [`${CHART}/values-sandbox.yaml`, '--set', 'image.repository=gateway,sandbox.image.repository=sandbox'],
];
const MINIMAL = `${CHART}/ci/minimal-values.yaml`;

/** What `src/process/run.ts` allows for a drain beyond the operation, milliseconds. */
const DRAIN_MARGIN = 5_000;

interface EnvVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

const image = readDockerfile('Dockerfile').at(-1)!.instructions;
const IMAGE_ENV = Object.fromEntries(
  image.filter(({ name }) => name === 'ENV').flatMap(({ words }) => words.map((word) => word.split('=', 2))),
) as Record<string, string>;
const READABLE = image
  .find(({ name }) => name === 'CMD')!
  .words.flatMap((word) => /^--allow-fs-read=(.+)$/.exec(word)?.[1] ?? []);

const MADE_UP = 'a-made-up-value-of-32-characters-or-more';
let secrets: string;
beforeAll(() => {
  secrets = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterAll(() => rmSync(secrets, { recursive: true }));

/** Variables as the container has them; what a Secret holds is made up, and its files are elsewhere. */
function environmentOf(variables: readonly EnvVariable[]): Record<string, string> {
  const here = ({ name, value = MADE_UP }: EnvVariable) => {
    if (!value.startsWith('/app/secrets/')) return [name, value];
    const file = join(secrets, basename(value));
    writeFileSync(file, MADE_UP);
    return [name, file];
  };
  return { ...IMAGE_ENV, ...Object.fromEntries(variables.map(here)) };
}

/** Ports that a URL leads to; of what is none, none. Sentinels are taken to name Redis by its own default port. */
function portsOf(value: string): number[] {
  const redis = parseRedisUrl(value);
  if (redis) return [...redis.hosts.map(({ port }) => port), ...(redis.sentinelGroup === undefined ? [] : [6_379])];
  if (!/^https?:/.test(value)) return [];
  const { port, protocol } = new URL(value);
  return [Number(port) || (protocol === 'http:' ? 80 : 443)];
}

const componentOf = (spec: KubernetesObject['spec']): string =>
  spec.template.metadata.labels['app.kubernetes.io/component'];

const isSubset = (part: Record<string, string>, whole: Record<string, string> = {}) =>
  Object.entries(part).every(([name, value]) => whole[name] === value);

describeWith(['helm', 'kubectl'], 'the chart', () => {
  test('is tried with ten sets of values', () => {
    expect(SETS.length).toBeGreaterThanOrEqual(10);
  });

  test('makes objects without a field that Kubernetes does not have', () => {
    const objects = SETS.flatMap(([file, ...flags]) => render(CHART, '-f', file, ...flags));
    expect(compile(objects)).toEqual({ status: 0, output: '' });
    const [first] = objects;
    const odd = { ...first!, spec: { ...first!.spec, replica: 2 } };
    expect(compile([odd]).output).toContain('replica');
  });

  describe.each(SETS)('with %s', (file, ...flags) => {
    let values: {
      settings?: Record<string, string | number | boolean>;
      networkPolicy?: { enabled?: boolean; egressPorts?: number[] };
    };
    let objects: KubernetesObject[];
    let deployment: KubernetesObject;
    // biome-ignore lint/suspicious/noExplicitAny: the model checks it
    let [pod, container]: any[] = [];
    const only = (kind: string) => objects.filter((object) => object.kind === kind);
    const variables = (): EnvVariable[] => container.env ?? [];
    beforeAll(() => {
      values = parse(readFileSync(file, 'utf8'));
      objects = render(CHART, '-f', file, ...flags);
      deployment = only('Deployment').find(({ spec }) => componentOf(spec) === 'gateway')!;
      pod = deployment.spec.template.spec;
      [container] = pod.containers;
    });

    test('is linted', () => {
      expect(helm('lint', '--strict', CHART, '-f', file, ...flags)).toMatchObject({ status: 0 });
    });

    test('makes objects that Kubernetes takes', () => {
      for (const object of objects) expect(() => validate(object), object.kind).not.toThrow();
    });

    test('gives the gateway settings that it reads, with the values of the file', () => {
      const names = variables().map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      const others = /^(OTEL_[A-Z_]+|NODE_EXTRA_CA_CERTS)$/;
      expect(names.filter((name) => !VARIABLE_NAMES.includes(name) && !others.test(name))).toEqual([]);
      const environment = environmentOf(variables());
      for (const [name, value] of Object.entries(values.settings ?? {})) {
        expect(environment).toHaveProperty(name, String(value));
      }
      expect(readSettings(environment)).toMatchObject({ production: true, sandbox: undefined });
    });

    test('gives variables that kubectl reads, too', () => {
      const lines = kubectlEnv(deployment);
      for (const { name, value, valueFrom } of variables()) {
        const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
        expect(lines).toContain(valueFrom ? `# ${name} from secret ${secret}, key ${key}` : `${name}=${value}`);
      }
    });

    test('leaves a stop the time that the gateway takes for it', () => {
      const { stopDelay, operationTimeout } = readSettings(environmentOf(variables()));
      const slack = pod.terminationGracePeriodSeconds * 1_000 - stopDelay - operationTimeout - DRAIN_MARGIN;
      expect(slack).toBeGreaterThanOrEqual(2_000);
      expect(slack).toBeLessThan(4_000);
    });

    test('ties its objects together by labels and names of ports that are there', () => {
      const labels = deployment.spec.template.metadata.labels;
      const ports = new Map<string, number>(
        container.ports.map((port: { name: string; containerPort: number }) => [port.name, port.containerPort]),
      );
      const { port, adminPort } = readSettings(environmentOf(variables()));
      expect(Object.fromEntries(ports)).toEqual({ http: port, metrics: adminPort });
      const named = (port: string) => expect([...ports.keys()]).toContain(port);
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) named(container[probe].httpGet.port);
      for (const { spec } of only('Deployment')) {
        expect(isSubset(spec.selector.matchLabels, spec.template.metadata.labels)).toBe(true);
      }
      for (const { spec } of only('Service')) {
        const behind = only('Deployment').filter((each) => isSubset(spec.selector, each.spec.template.metadata.labels));
        expect(behind).toHaveLength(1);
        const names = behind[0]!.spec.template.spec.containers[0].ports.map(({ name }: { name: string }) => name);
        for (const { targetPort } of spec.ports) expect(names).toContain(targetPort);
      }
      for (const { spec } of only('PodDisruptionBudget'))
        expect(isSubset(spec.selector.matchLabels, labels)).toBe(true);
      for (const { spec } of only('NetworkPolicy')) {
        expect(isSubset(spec.podSelector.matchLabels, labels)).toBe(true);
        for (const { ports: open } of spec.ingress) for (const { port } of open) named(port);
      }
      for (const { spec } of only('ServiceMonitor')) {
        const chosen = only('Service').filter(({ metadata }) => isSubset(spec.selector.matchLabels, metadata.labels));
        expect(chosen).toHaveLength(1);
        const offered = chosen[0]!.spec.ports.map(({ name }: { name: string }) => name);
        for (const { port } of spec.endpoints) expect(offered).toContain(port);
      }
      for (const { spec } of only('HorizontalPodAutoscaler')) {
        expect(spec.scaleTargetRef).toMatchObject({ kind: 'Deployment', name: deployment.metadata.name });
        expect(deployment.spec).not.toHaveProperty('replicas');
      }
    });

    test('mounts what the process may read, and each manifest that it names', () => {
      const mounts: { name: string; mountPath: string }[] = container.volumeMounts ?? [];
      const volumes = (pod.volumes ?? []).map(({ name }: { name: string }) => name);
      for (const { name, mountPath } of mounts) {
        expect(READABLE.some((folder) => mountPath.startsWith(folder))).toBe(true);
        expect(volumes).toContain(name);
      }
      const { trustedDocuments } = readSettings(environmentOf(variables()));
      const files = variables().filter(({ value }) => value?.startsWith('/app/secrets/'));
      for (const file of [...trustedDocuments, ...files.map(({ value }) => value!)]) {
        expect(mounts.map(({ mountPath }) => mountPath)).toContain(dirname(file));
      }
      const items = (pod.volumes ?? []).flatMap(
        ({ secret }: { secret?: { items: { path: string }[] } }) => secret?.items ?? [],
      );
      expect(items.map(({ path }: { path: string }) => `/app/secrets/${path}`)).toEqual(
        files.map(({ value }) => value),
      );
    });

    test('lets the gateway out to where its settings point, and nowhere else', () => {
      const { enabled = true, egressPorts = [] } = values.networkPolicy ?? {};
      expect(only('NetworkPolicy')).toHaveLength(enabled ? 1 : 0);
      const named = variables().flatMap(({ name, value = '' }) => (name === 'CORS_ORIGINS' ? [] : portsOf(value)));
      for (const { spec } of only('NetworkPolicy')) {
        const open = spec.egress.flatMap(({ ports }: { ports: { port: number }[] }) => ports.map(({ port }) => port));
        expect(new Set(open)).toEqual(new Set([53, 443, ...named, ...egressPorts]));
      }
    });

    test('runs processes as nobody, with nothing to write to and no token', () => {
      for (const { spec } of only('Deployment')) {
        const { containers, securityContext, ...rest } = spec.template.spec;
        expect(rest).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
        expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
        expect(securityContext.runAsUser).toBeGreaterThan(0);
        expect(containers[0].securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        const { requests, limits } = containers[0].resources;
        expect([requests.cpu, requests.memory, limits.memory]).not.toContain(undefined);
      }
    });
  });

  test('has the alerts of docs/alerts.yml', () => {
    const objects = render(CHART, '-f', `${CHART}/ci/monitoring-values.yaml`);
    const rule = objects.find(({ kind }) => kind === 'PrometheusRule')!;
    expect(rule.spec).toEqual(parse(readFileSync('docs/alerts.yml', 'utf8')));
    expect(rule.metadata.labels).toMatchObject({ release: 'prometheus' });
  });

  test.each([
    ['no repository of the image', ['--set', 'image.repository=null'], /repository/],
    ['a setting that does not exist', ['--set', 'settings.MAX_COSTS=1'], /MAX_COSTS/],
    ['a number that is too small', ['--set', 'settings.MAX_COST=0'], /MAX_COST/],
    ['a number that is none', ['--set', 'settings.MAX_DEPTH=deep'], /MAX_DEPTH/],
    ['a flag that is none', ['--set', 'settings.GRAPHIQL=yes'], /GRAPHIQL/],
    ['a word that is none of the choices', ['--set', 'settings.LOG_LEVEL=loud'], /LOG_LEVEL/],
    ['a secret among the settings', ['--set', 'settings.TELNYX_API_KEY=KEY1'], /TELNYX_API_KEY/],
    ['more processes than the image may start', ['--set', 'settings.WORKERS=2'], /WORKERS/],
    ['a setting as a further variable', ['--set', 'extraEnv[0].name=MAX_COST,extraEnv[0].value=1'], /extraEnv/],
    ['a value that does not exist', ['--set', 'replicaCount=3'], /replicaCount/],
    ['keys of no Secret', ['--set', 'existingSecret.keys={TELNYX_API_KEY}'], /existingSecret.name/],
    ['a Secret without keys', ['--set', 'existingSecret.name=x'], /existingSecret.keys/],
    ['a key that is no setting', ['--set', 'existingSecret.name=x,existingSecret.keys={API_KEY}'], /keys/],
    [
      'a setting twice',
      ['--set', 'existingSecret.name=x,existingSecret.keys={MAX_COST},settings.MAX_COST=1'],
      /both in settings and in existingSecret/,
    ],
    ['manifests without names', ['--set', 'trustedDocuments.configMap=x'], /trustedDocuments.files/],
    ['manifests from nowhere', ['--set', 'trustedDocuments.files={a.json}'], /trustedDocuments.configMap/],
    [
      'a mount where the process may not read',
      ['--set', 'extraVolumeMounts[0].name=x,extraVolumeMounts[0].mountPath=/etc/x'],
      /mountPath/,
    ],
    ['a sandbox without its image', ['--set', 'sandbox.enabled=true'], /sandbox/],
    [
      'a sandbox beside another Telnyx',
      ['--set', 'sandbox.enabled=true,sandbox.image.repository=x,settings.TELNYX_API_URL=https://telnyx.example'],
      /exclude each other/,
    ],
    [
      'fewer replicas at most than at least',
      ['--set', 'autoscaling.enabled=true,autoscaling.maxReplicas=1'],
      /minReplicas/,
    ],
  ])('refuses %s', (_what, args, why) => {
    const { status, output } = helm('template', 'example', CHART, '-f', MINIMAL, ...args);
    expect(status).not.toBe(0);
    expect(output).toMatch(why);
  });
});

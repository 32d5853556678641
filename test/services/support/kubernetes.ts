import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Service } from 'kubernetes-models/v1/Service';
import { parseAllDocuments } from 'yaml';
import { programPath } from './programs.ts';

/** An object of a cluster. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own, which `validate` checks
  readonly spec: any;
}

const MODELS = {
  Deployment,
  HorizontalPodAutoscaler,
  NetworkPolicy,
  PodDisruptionBudget,
  PrometheusRule,
  Service,
  ServiceMonitor,
};
const CORE = 'kubernetes-models';
const OPERATOR = '@kubernetes-models/prometheus-operator';

/** What a program printed, and how it ended. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

export function helm(...args: string[]): Outcome {
  return run('helm', args);
}

/** The objects of these values, by the real helm. Throws what helm says where it refuses. */
export function render(chart: string, ...args: string[]): KubernetesObject[] {
  const { status, output } = helm('template', 'example', chart, ...args);
  if (status !== 0) throw new Error(output);
  return parseAllDocuments(output).map((document) => document.toJS());
}

/** The variables of the Deployment's containers, as kubectl reads them, a line each. */
export function kubectlEnv(deployment: KubernetesObject): string[] {
  const { output } = run('kubectl', ['set', 'env', '--local', '--list', '-f', '-'], JSON.stringify(deployment));
  return output.trim().split('\n');
}

/** Throws where a field lacks or has a wrong value. @see kubernetes-models, made of Kubernetes' own OpenAPI */
export function validate(object: KubernetesObject): void {
  const Model = MODELS[object.kind as keyof typeof MODELS];
  if (Model?.apiVersion !== object.apiVersion) throw new Error(`unknown: ${object.apiVersion} ${object.kind}`);
  new (Model as new (data: object) => { validate(): void })(object).validate();
}

/** What the compiler says of the objects, held against Kubernetes' types: those alone find fields that do not exist. */
export function compile(objects: readonly KubernetesObject[]): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'objects-'));
  try {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const lines = objects.map((object) => {
      const { apiVersion, kind } = object;
      const from = apiVersion.startsWith('monitoring.coreos.com') ? OPERATOR : CORE;
      return `(${JSON.stringify(object)}) satisfies import('${from}/${apiVersion}/${kind}').I${kind};`;
    });
    writeFileSync(join(folder, 'objects.ts'), lines.join('\n'));
    const flags = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', ''];
    return run(resolve('node_modules/.bin/tsc'), [...flags, join(folder, 'objects.ts')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(program: string, args: readonly string[], input = ''): Outcome {
  const path = program.includes('/') ? program : programPath(program);
  const { status, stdout, stderr } = spawnSync(path, args, { encoding: 'utf8', input });
  return { status, output: status === 0 ? stdout : stdout + stderr };
}

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { mayBeInFile } from '../src/process/secret-files.ts';
import { VARIABLE_NAMES, VARIABLES } from '../src/process/variables.ts';

/**
 * Settings that the chart decides: where the gateway listens, and its one process a pod, as the image's permissions
 * forbid others. The sandbox is left out of the gateway's image.
 */
const CHARTS_OWN = [
  'HOST',
  'PORT',
  'ADMIN_PORT',
  'NODE_ENV',
  'WORKERS',
  'TRUSTED_DOCUMENTS',
  'SANDBOX_PORT',
  'SANDBOX_HOST',
  'SANDBOX_SPELLING',
];

/** Names of the settings that a values file may set, or a Secret hold. */
const GIVEN = Object.keys(VARIABLES.shape).filter((name) => !CHARTS_OWN.includes(name));

const text = z.string();
const whole = z.int().min(0);
const port = z.int().min(1).max(65_535);
const labels = z.record(text, text);
/** Parts that go into an object as they are, and that Kubernetes checks. */
const asIs = z.record(text, z.unknown());
const several = z.array(asIs);

const image = z.strictObject({
  tag: text,
  digest: text.regex(/^(sha256:[0-9a-f]{64})?$/),
  pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']),
});

/** The chart's values but `settings`: `values.yaml` has their defaults and says what they mean. */
const VALUES = z.strictObject({
  /** What a chart above this one tells all of its parts. */
  global: asIs.optional(),
  image: image.extend({ repository: text.min(1), pullSecrets: z.array(z.strictObject({ name: text })) }),
  replicas: whole,
  settings: asIs,
  existingSecret: z.strictObject({ name: text, keys: z.array(z.enum(GIVEN)) }),
  extraEnv: z.array(z.strictObject({ name: text, value: text.optional(), valueFrom: asIs.optional() })),
  extraVolumes: several,
  extraVolumeMounts: z.array(z.looseObject({ name: text, mountPath: text.regex(/^\/app\/./) })),
  trustedDocuments: z.strictObject({ configMap: text, files: z.array(text.regex(/^[\w.-]+$/)) }),
  service: z.strictObject({
    type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']),
    port,
    annotations: labels,
  }),
  resources: asIs,
  autoscaling: z.strictObject({
    enabled: z.boolean(),
    minReplicas: z.int().min(1),
    maxReplicas: z.int().min(1),
    targetCpuUtilization: z.int().min(1),
  }),
  podDisruptionBudget: z.strictObject({
    enabled: z.boolean(),
    maxUnavailable: z.union([z.int().min(1), text.regex(/^[1-9]\d?%$/)]),
  }),
  networkPolicy: z.strictObject({
    enabled: z.boolean(),
    from: several,
    monitoringFrom: several,
    egressPorts: z.array(port),
  }),
  serviceMonitor: z.strictObject({ enabled: z.boolean(), interval: text.regex(/^\d+(s|m)$/), labels }),
  prometheusRule: z.strictObject({ enabled: z.boolean(), labels }),
  sandbox: z.union([
    z.strictObject({ enabled: z.literal(false), image: image.extend({ repository: text.optional() }) }),
    z.strictObject({ enabled: z.literal(true), image: image.extend({ repository: text.min(1) }) }),
  ]),
  podAnnotations: labels,
  podLabels: labels,
  nodeSelector: labels,
  tolerations: several,
  affinity: asIs,
  priorityClassName: text,
  topologySpreadConstraints: several,
});

/** The Helm chart's `values.schema.json`: its `settings` are what the gateway reads, with the gateway's rules. */
export function printValuesSchema(): string {
  const schema = z.toJSONSchema(VALUES, { target: 'draft-7' });
  const properties = schema.properties as Record<string, JsonSchema>;
  properties.settings = settingsSchema();
  const names = (properties.extraEnv!.items as { properties: Record<string, JsonSchema> }).properties;
  // One place for each: Kubernetes would take the last of two.
  names.name = { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$', not: { enum: [...VARIABLE_NAMES] } };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function settingsSchema(): JsonSchema {
  const notes = readNotes();
  const open = GIVEN.filter((name) => !mayBeInFile(name));
  const rules = open.map((name) => [name, { description: notes.get(name) ?? '', ...ruleOf(name) }] as const);
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(rules) };
}

/**
 * Whole numbers and flags are written as such in YAML, all others as text. Helm's regular expressions are Go's, which
 * know no look-ahead: such a rule is left to the gateway.
 */
function ruleOf(name: string): JsonSchema {
  const rule: z.ZodType = VARIABLES.shape[name as keyof typeof VARIABLES.shape];
  const options = { target: 'draft-7', io: 'input', unrepresentable: 'any' } as const;
  const { $schema: _, default: __, pattern, ...schema } = z.toJSONSchema(rule, options);
  if (schema.enum?.join() === 'true,false') return { type: 'boolean' };
  return pattern === undefined || pattern.includes('(?') ? schema : { ...schema, pattern };
}

/** What `.env.example` says of each variable, and its default. */
function readNotes(): Map<string, string> {
  const notes = new Map<string, string>();
  for (const block of readFileSync('.env.example', 'utf8').split(/\n{2,}/)) {
    const lines = block.split('\n').map((line) => line.replace(/^# ?/, ''));
    const variables = lines.flatMap((line) => [...line.matchAll(/^([A-Z][A-Z\d_]*)=(.*)$/g)]);
    const note = lines.filter((line) => !/^[A-Z][A-Z\d_]*=/.test(line)).join(' ');
    for (const [, name, value] of variables) notes.set(name!, value ? `${note} Default: ${value}` : note);
  }
  return notes;
}

import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

type Environment = Readonly<Record<string, string | undefined>>;

/** Called for each value that is ignored. */
type Warn = (message: string) => void;

const SAMPLERS: Record<string, (ratio: () => number) => Sampler> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio()),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio) => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio()) }),
};

/** The maximum of Node's timers, milliseconds. */
const MAX_TIMER = 2 ** 31 - 1;

/**
 * The sampler that `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` name. Default: `parentbased_always_on`, with a
 * ratio of 1 where it needs one. Invalid values are reported to `warn` and ignored.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function samplerOf(environment: Environment, warn: Warn): Sampler {
  const name = environment.OTEL_TRACES_SAMPLER?.trim() || 'parentbased_always_on';
  const isKnown = Object.hasOwn(SAMPLERS, name);
  if (!isKnown) warn('OTEL_TRACES_SAMPLER is ignored: it names no sampler of the specification');
  const ratio = () => numberOf(environment, 'OTEL_TRACES_SAMPLER_ARG', 0, 1, warn) ?? 1;
  return SAMPLERS[isKnown ? name : 'parentbased_always_on']!(ratio);
}

/** Options of the batch span processor from the `OTEL_BSP_*` variables. Unset ones are the SDK's defaults. */
export function batchingOf(environment: Environment, warn: Warn) {
  const options = {
    scheduledDelayMillis: numberOf(environment, 'OTEL_BSP_SCHEDULE_DELAY', 0, MAX_TIMER, warn),
    exportTimeoutMillis: numberOf(environment, 'OTEL_BSP_EXPORT_TIMEOUT', 1, MAX_TIMER, warn),
    maxQueueSize: numberOf(environment, 'OTEL_BSP_MAX_QUEUE_SIZE', 1, 1_000_000, warn),
    maxExportBatchSize: numberOf(environment, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 1, 1_000_000, warn),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function numberOf(environment: Environment, name: string, least: number, most: number, warn: Warn): number | undefined {
  const text = environment[name]?.trim() ?? '';
  if (text === '') return undefined;
  const value = Number(text);
  if (value >= least && value <= most) return value;
  warn(`${name} is ignored: it must be a number from ${least} to ${most}`);
  return undefined;
}

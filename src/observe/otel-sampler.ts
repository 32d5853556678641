import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { type Environment, numberOf, type Warn } from './otel-environment.ts';

const SAMPLERS: Record<string, (ratio: () => number) => Sampler> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio()),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio) => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio()) }),
};

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

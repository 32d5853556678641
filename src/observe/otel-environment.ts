import { setTimeout as sleep } from 'node:timers/promises';
import { type Attributes, DiagLogLevel, diag } from '@opentelemetry/api';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { VERSION } from '../lib/version.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Called for each value that is ignored. Never gets headers, which are secrets. */
export type Warn = (message: string) => void;

/** The maximum of Node's timers, milliseconds. */
const MAX_TIMER = 2 ** 31 - 1;

/** How long an unresponsive collector may delay a stop, milliseconds. */
const STOP_TIMEOUT = 1_000;

/** Reads the environment by OpenTelemetry's libraries, and passes on to `warn` what they say of it. */
export function readingEnvironment<T>(warn: Warn, read: () => T): T {
  const unheard = () => {};
  // Only while the environment is read: later it would report each failed export.
  diag.setLogger({ error: warn, warn, info: unheard, debug: unheard, verbose: unheard }, DiagLogLevel.WARN);
  try {
    return read();
  } finally {
    diag.disable();
  }
}

/** The gateway as `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` describe it. */
export function resourceOf(environment: Environment, warn: Warn): Resource {
  const described = detectResources({ detectors: [envDetector] });
  if (environment.OTEL_RESOURCE_ATTRIBUTES?.trim() && !hasMore(described.attributes)) {
    warn('OTEL_RESOURCE_ATTRIBUTES is ignored: it must be key=value pairs, percent-encoded, separated by commas');
  }
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'telnyx-oauth-graphql', 'service.version': VERSION }))
    .merge(described);
}

/** Whether there are attributes besides the service's name, which has a variable of its own. */
function hasMore(attributes: Attributes): boolean {
  return Object.keys(attributes).some((name) => name !== 'service.name');
}

/** Warns of a protocol that is set and not spoken. */
export function checkProtocol(environment: Environment, signal: 'TRACES' | 'LOGS', what: string, warn: Warn): void {
  const protocol = environment[`OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`] || environment.OTEL_EXPORTER_OTLP_PROTOCOL;
  if (!protocol || protocol === 'http/json') return;
  warn(`OTEL_EXPORTER_OTLP_PROTOCOL is ignored: ${what} are sent as http/json`);
}

/**
 * Options of a batch processor from the `OTEL_BSP_*` variables (spans) or the `OTEL_BLRP_*` ones (log records). Unset
 * ones are the SDK's defaults.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function batchingOf(environment: Environment, processor: 'BSP' | 'BLRP', warn: Warn) {
  const options = {
    scheduledDelayMillis: numberOf(environment, `OTEL_${processor}_SCHEDULE_DELAY`, 0, MAX_TIMER, warn),
    exportTimeoutMillis: numberOf(environment, `OTEL_${processor}_EXPORT_TIMEOUT`, 1, MAX_TIMER, warn),
    maxQueueSize: numberOf(environment, `OTEL_${processor}_MAX_QUEUE_SIZE`, 1, 1_000_000, warn),
    maxExportBatchSize: numberOf(environment, `OTEL_${processor}_MAX_EXPORT_BATCH_SIZE`, 1, 1_000_000, warn),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** A number of the environment. One that is out of bounds is reported to `warn` and ignored. */
export function numberOf(
  environment: Environment,
  name: string,
  least: number,
  most: number,
  warn: Warn,
): number | undefined {
  const text = environment[name]?.trim() ?? '';
  if (text === '') return undefined;
  const value = Number(text);
  if (value >= least && value <= most) return value;
  warn(`${name} is ignored: it must be a number from ${least} to ${most}`);
  return undefined;
}

/** Has a provider send what is left. Rejects if its collector does not respond. */
export async function shutDown(provider: { shutdown(): Promise<void> }): Promise<void> {
  const late = sleep(STOP_TIMEOUT, true, { ref: false });
  const isLate = await Promise.race([late, provider.shutdown()]);
  if (isLate) throw new Error('The collector does not respond.');
}

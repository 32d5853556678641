import type { Logger } from 'pino';
import type { UpstreamAddress } from '../telnyx/transport/upstream.ts';

/** Starts tracing. Its code is imported only here, so that a start without it is quick. */
export async function openTracing(url: string, address: UpstreamAddress, logger: Logger) {
  const { createTracing } = await import('../observe/tracing.ts');
  return createTracing(url, address, (message) => logger.warn(message));
}

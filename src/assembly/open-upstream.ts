import type { Logger } from 'pino';
import { RequestDurations } from '../observe/request-durations.ts';
import { createWarn } from '../observe/warnings.ts';
import { createSharedState } from '../shared/open.ts';
import { createDispatcher } from '../telnyx/transport/dispatcher.ts';
import { evenSharing } from '../telnyx/transport/quota-sharing.ts';
import { type ConnectionFault, createUpstream, type UpstreamAddress } from '../telnyx/transport/upstream.ts';
import type { Extras, ServiceOptions } from './options.ts';

/** Opens the connections to Telnyx, with the state that replicas share, and the metrics of calls. */
export async function openUpstream(
  settings: ServiceOptions,
  address: UpstreamAddress,
  { dispatcher, processes }: Extras,
  logger: Logger,
) {
  const own = dispatcher ? undefined : createDispatcher(settings);
  const warn = createWarn(logger);
  const log = { info: (message: string) => logger.info(message), warn };
  const shared = settings.shared && (await createSharedState(settings.shared, log, processes));
  const sharing = shared?.quota ?? (processes && evenSharing(processes));
  const requestDurations = new RequestDurations(address);
  const options = {
    ...address,
    documentMaxAge: settings.documentMaxAge,
    operationTimeout: settings.operationTimeout,
    sharing,
    onAttempt: requestDurations.observe,
    onConnectionFault: (fault: ConnectionFault) =>
      warn(`${fault.cause} ${fault.origin}`, fault, 'the connection could not be made, or broke'),
    onPathFound: (path: string) => logger.info({ path }, 'Telnyx has this path under its other spelling'),
  };
  return {
    upstream: createUpstream(options, dispatcher ?? own!),
    requestDurations,
    /** Undefined: this process shares nothing with others. */
    shared,
    sharing,
    async close() {
      await own?.destroy();
    },
  };
}

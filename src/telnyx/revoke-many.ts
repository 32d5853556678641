import { NotFoundError, type TelnyxError } from './errors.ts';
import { isFatal } from './retrieve-many.ts';
import type { CallContext } from './transport/call-context.ts';
import type { RevocationResult, Revocations } from './types.ts';

/** Requests in flight at once. */
const WORKERS = 16;
/** Time before the deadline, or the last tenth, in which none is sent, so that those in flight get their responses. */
const MARGIN = 1_000;

interface RevokeManyOptions {
  /** Sends one request, and resolves to Telnyx' own id of it. Rejects with a `TelnyxError`. */
  readonly revoke: (grantId: string) => Promise<string | undefined>;
  readonly caller: Pick<CallContext, 'signal' | 'deadline'>;
  readonly onResult: (result: RevocationResult) => Promise<void>;
}

/**
 * Revokes grants, in their order, several at once, until all are done, the time is up, or an error shows that all
 * further ones would fail. A request that was sent and got no response is an error whose outcome is `UNKNOWN`; one that
 * was not sent has no result.
 */
export async function revokeMany(
  grantIds: readonly string[],
  { revoke, caller, onResult }: RevokeManyOptions,
): Promise<Revocations> {
  const { signal, deadline } = caller;
  const stopAt = deadline - Math.min(MARGIN, (deadline - Date.now()) / 10);
  const results: RevocationResult[] = [];
  const waiting = grantIds.values();
  let stoppedBy: TelnyxError | undefined;
  const work = async () => {
    while (!stoppedBy && !signal.aborted && Date.now() < stopAt) {
      const { value: grantId, done } = waiting.next();
      if (done) return;
      const { error, wasGone, requestId } = await outcomeOf(revoke(grantId));
      if (error && isFatal(error)) {
        stoppedBy ??= error;
        const wasSent = error.status !== undefined || error.outcome === 'UNKNOWN';
        if (!wasSent) return;
      }
      const result = { grantId, error, wasGone, requestId };
      results.push(result);
      await onResult(result);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return { results, stoppedBy };
}

/** A grant that does not exist any more counts as revoked. */
async function outcomeOf(revoking: Promise<string | undefined>): Promise<Omit<RevocationResult, 'grantId'>> {
  try {
    return { error: undefined, wasGone: false, requestId: await revoking };
  } catch (error) {
    const { requestId } = error as TelnyxError;
    const wasGone = error instanceof NotFoundError;
    return { error: wasGone ? undefined : (error as TelnyxError), wasGone, requestId };
  }
}

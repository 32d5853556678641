import { CircuitOpenError, type TelnyxError } from '../errors.ts';
import { faultOf } from './fault.ts';
import type { Outcome } from './outcome.ts';
import type { Quota } from './quota.ts';
import { type Attempt, breakerOf, send, sendTrial } from './send.ts';

/** Made once the quota has a place for it, and if the circuit lets it through. Never rejects. */
export function sendOnce(made: Attempt): Promise<Outcome> {
  const { quota, caller, call } = made;
  if (caller.signal.aborted) return Promise.resolve(faultOf(call, caller.signal, undefined, false));
  made.progress.pass = quota?.tryEnter(call);
  if (!quota || made.progress.pass) return sendNow(made);
  return waitForPlace(made, quota).then((error) => error ?? sendNow(made));
}

function sendNow(made: Attempt): Promise<Outcome> {
  const { quota, progress } = made;
  progress.admitted ??= breakerOf(made).admit(made);
  const { admitted, pass } = progress;
  if (admitted) return admitted.trial ? sendTrial(made, admitted) : send(made, made.caller.signal);
  if (pass) quota?.leave(pass, undefined);
  return Promise.resolve(new CircuitOpenError('Calls to Telnyx fail too often; none is made for a moment.'));
}

/** Resolves when the attempt has a place in the quota, or to the error where it gets none in time. */
async function waitForPlace({ call, caller, progress }: Attempt, quota: Quota): Promise<TelnyxError | undefined> {
  const { signal, deadline } = caller;
  try {
    progress.pass = await quota.enter(call, { urgent: call.method === 'DELETE', signal, deadline });
    return undefined;
  } catch (error) {
    return signal.aborted ? faultOf(call, signal, error, false) : (error as TelnyxError);
  }
}

import { useEffect, useState } from 'preact/hooks';
import type { Failure } from 'telnyx-oauth-graphql/client';
import { formatTime } from './format.ts';
import { titleOf } from './trouble.ts';

interface TroubleNoticeProps {
  readonly trouble: Failure;
  readonly onRetry?: (() => void) | undefined;
  /** It is tried again just now. */
  readonly busy?: boolean;
  /** Default: `Try again`. */
  readonly retryText?: string | undefined;
}

/** Says what went wrong, when to try again where that is known, and offers to. */
export function TroubleNotice({ trouble, onRetry, busy = false, retryText = 'Try again' }: TroubleNoticeProps) {
  const { message, traceId } = trouble;
  const retryAt = trouble.kind === 'rateLimited' ? trouble.retryAt : undefined;
  return (
    <div class="notice" role="alert">
      <strong>{titleOf(trouble)}</strong>
      <p>{message}</p>
      {retryAt !== undefined && <RetryTime at={retryAt} />}
      {onRetry && (
        <button type="button" aria-disabled={busy} onClick={() => busy || onRetry()}>
          {busy ? 'Trying…' : retryText}
        </button>
      )}
      {traceId !== undefined && (
        <small>
          Trace <code>{traceId}</code>
        </small>
      )}
    </div>
  );
}

/** The time until which to wait, and a word once it is past. */
function RetryTime({ at }: { at: string }) {
  const due = Date.parse(at);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (now >= due) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(due - now, 1000));
    return () => clearTimeout(timer);
  }, [now, due]);
  return (
    <p>
      {now < due ? 'Wait until ' : 'You can try again since '}
      <time dateTime={at}>{formatTime(at)}</time>
      {now < due && ` (${Math.ceil((due - now) / 1000)} s)`}.
    </p>
  );
}

import { useState } from 'preact/hooks';
import { formatCount, formatTime } from '../ui/format.ts';

interface ConfirmProps {
  readonly count: number;
  readonly countedAt: string;
  onConfirm(): void;
}

/**
 * Says what will happen, and does it only by its button, which works once the number is typed. There is no form, so
 * that Enter in the field does nothing.
 */
export function Confirm({ count, countedAt, onConfirm }: ConfirmProps) {
  const [typed, setTyped] = useState('');
  const isConfirmed = typed.replaceAll(/[\s,.’']/g, '') === String(count);
  return (
    <section class="panel padded confirm" aria-labelledby="confirm">
      <h2 id="confirm">What will happen</h2>
      <ul class="points">
        <li>
          {count === 1 ? 'This grant ends' : `All ${formatCount(count, 'grant')} end`}.{' '}
          <strong>There is no undo:</strong> to get access again, an application has to ask its user.
        </li>
        <li>
          Only what was counted at {formatTime(countedAt)} is revoked. A last look tells whether more was granted since.
        </li>
        <li>You can stop at any time. What is revoked by then stays revoked; the rest can go on later.</li>
        <li>
          Not ended by this: the client, its secret, its use of client credentials. Access tokens that are out may work
          until they expire.
        </li>
      </ul>
      <div class="confirmation">
        <label class="field">
          <span>Type {count} to confirm</span>
          <input
            inputMode="numeric"
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="button" class="danger primary" disabled={!isConfirmed} onClick={onConfirm}>
          Revoke {formatCount(count, 'grant')}
        </button>
      </div>
    </section>
  );
}

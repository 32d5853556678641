import { useEffect, useRef } from 'preact/hooks';
import { formatCount, formatNumber, formatTime } from '../ui/format.ts';
import { TroubleNotice } from '../ui/TroubleNotice.tsx';
import { titleOf } from '../ui/trouble.ts';
import type { Filters } from './filters.ts';
import { LastLook } from './LastLook.tsx';
import { Matching } from './Matching.tsx';
import { ResultList } from './ResultList.tsx';
import type { Run } from './run.ts';

interface RunPanelProps {
  readonly run: Run;
  /** Back to choosing, from these filters on. What this one did is kept below. */
  onLeave(next: Filters): void;
}

/** What is being revoked: what is done, what is left, and the way to stop and to go on. */
export function RunPanel({ run, onLeave }: RunPanelProps) {
  const { order, state, results, isActive } = run;
  const heading = useRef<HTMLHeadingElement>(null);
  // The control that led here is gone, and a key that is still held must not meet the next.
  useEffect(() => heading.current?.focus(), [run, isActive]);
  return (
    <>
      <section class="panel padded run" aria-labelledby="run">
        <h2 id="run" ref={heading} tabIndex={-1}>
          {titleOfRun(run)}
        </h2>
        <Matching filters={order.filters} />
        <progress aria-label="Grants that have ended" max={order.count} value={order.count - results.left} />
        <Tally run={run} />
        <p role="status">{statusOf(run)}</p>
        {results.gone > 0 && (
          <p class="hint">
            {formatCount(results.gone, 'grant')} went from the list without an answer that names{' '}
            {results.gone === 1 ? 'it' : 'them'}: one was lost, or somebody else revoked{' '}
            {results.gone === 1 ? 'it' : 'them'}. The gateway’s audit log has what it did.
          </p>
        )}
        {isActive && <Controls run={run} />}
      </section>
      {!isActive && results.left > 0 && <Left run={run} onLeave={onLeave} />}
      {state.name === 'finished' && <LastLook filters={order.filters} onLeave={onLeave} />}
      {results.byGrant.size > 0 && <ResultList run={run} />}
    </>
  );
}

/** Whoever presses Stop twice presses nothing else. */
function Controls({ run }: { run: Run }) {
  const isStopping = run.state.name === 'stopping';
  return (
    <div class="actions">
      <button type="button" aria-disabled={isStopping} onClick={() => run.stop()}>
        {isStopping ? 'Stopping…' : 'Stop'}
      </button>
      {isStopping && (
        <button type="button" class="quiet" onClick={() => run.giveUp()}>
          Do not wait for the answer
        </button>
      )}
    </div>
  );
}

function Tally({ run: { results } }: { run: Run }) {
  const { revoked, gone, failed, left } = results;
  return (
    <dl class="tally">
      <Count name="Revoked" value={revoked} />
      {gone > 0 && <Count name="Gone meanwhile" value={gone} />}
      {failed > 0 && <Count name="Failed so far" value={failed} />}
      <Count name={failed > 0 ? 'Not tried' : 'Left'} value={Math.max(0, left - failed)} />
    </dl>
  );
}

function Count({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{formatNumber(value)}</dd>
    </div>
  );
}

/** What is left once it has stopped, why, and how to go on. */
function Left({ run, onLeave }: RunPanelProps) {
  const { order, state, results } = run;
  const trouble = state.name === 'stopped' ? state.trouble : undefined;
  // More match than were confirmed: that is not to be waved through.
  const isOutgrown = trouble?.kind === 'validation';
  return (
    <section class="panel padded left" aria-labelledby="left">
      <h2 id="left">What is left</h2>
      <p>
        {formatCount(results.left, 'grant')}
        {results.failed > 0 && `: ${formatNumber(results.failed)} that failed`}
        {results.failed > 0 &&
          results.left > results.failed &&
          `, ${formatNumber(results.left - results.failed)} not tried`}
        . {state.name === 'finished' && 'The list below says why.'}
      </p>
      {isOutgrown ? (
        <p role="alert">
          More grants match now than the {formatNumber(order.count)} that you confirmed, so no more were revoked. Look
          again, and confirm the new number.
        </p>
      ) : (
        trouble && <TroubleNotice trouble={trouble} />
      )}
      <div class="actions">
        <button type="button" onClick={() => onLeave(order.filters)}>
          {isOutgrown ? 'Look again' : 'Leave them'}
        </button>
        {!isOutgrown && (
          <button type="button" class="danger primary" onClick={() => void run.carryOut()}>
            Go on: revoke {formatCount(results.left, 'grant')}
          </button>
        )}
      </div>
    </section>
  );
}

export function titleOfRun({ order, state, results }: Run): string {
  switch (state.name) {
    case 'running':
      return `Revoking ${formatCount(order.count, 'grant')}`;
    case 'waiting':
      return 'Waiting to go on';
    case 'stopping':
      return 'Stopping';
    case 'stopped':
      return `Stopped: ${formatCount(results.left, 'grant')} left`;
    case 'finished':
      return results.left === 0
        ? `Done: ${order.count === 1 ? 'the grant has' : `all ${formatCount(order.count, 'grant')} have`} ended`
        : `${formatCount(results.left, 'grant')} could not be revoked`;
  }
}

function statusOf({ order, state, results, unsure }: Run): string {
  const done = `${formatNumber(order.count - results.left)} of ${formatCount(order.count, 'grant')} have ended.`;
  const lost =
    unsure > 0
      ? ` The answer to a request was lost: up to ${formatNumber(unsure)} more may have. The next one tells.`
      : '';
  switch (state.name) {
    case 'waiting':
      return `${done}${lost} ${titleOf(state.trouble)}. Goes on by itself at ${formatTime(state.until)}.`;
    case 'stopping':
      return `${done} Waits for the answer to the request that is under way, and makes no more.`;
    default:
      return done + lost;
  }
}

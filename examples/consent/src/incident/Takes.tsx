import type { UpstreamPlan } from 'telnyx-oauth-graphql/client';
import { formatCount, formatNumber, formatTime } from '../ui/format.ts';
import { type Bounds, callsOfAll } from './plan.ts';
import { AT_ONCE } from './run.ts';

const WHY: Record<UpstreamPlan['steps'][number]['why'], string> = {
  scan: 'to read the whole list',
  page: 'to read a part of the list',
  batch: 'for several at once',
  single: 'one for each grant',
};

interface TakesProps {
  readonly count: number;
  /** Undefined: not known yet; null: the gateway does not plan. */
  readonly plan: UpstreamPlan | null | undefined;
}

/** What revoking so many takes, before anything is called. */
export function Takes({ count, plan }: TakesProps) {
  const requests = Math.ceil(count / AT_ONCE);
  return (
    <section class="takes" aria-labelledby="takes">
      <h2 id="takes">What it takes</h2>
      <dl class="facts panel">
        <div class="fact">
          <dt>Requests to the gateway</dt>
          <dd>
            {formatNumber(requests)}, of at most {AT_ONCE} grants each
          </dd>
        </div>
        {plan && <Planned plan={plan} count={count} requests={requests} />}
        {plan === null && (
          <div class="fact">
            <dt>Calls to Telnyx</dt>
            <dd>{formatNumber(count)} revocations, and the list of grants read anew by each request</dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function Planned({ plan, count, requests }: { plan: UpstreamPlan; count: number; requests: number }) {
  const all = callsOfAll(plan, count, requests);
  return (
    <>
      <div class="fact">
        <dt>Calls to Telnyx</dt>
        <dd>
          {boundsText(all)}, <span class="faint">retries not counted</span>
        </dd>
      </div>
      <div class="fact">
        <dt>Telnyx’ quota</dt>
        <dd>{quotaText(plan, all)}</dd>
      </div>
      <div class="fact">
        <dt>Cost of a request</dt>
        <dd>{formatNumber(plan.cost)}</dd>
      </div>
      <div class="fact">
        <dt>The first request</dt>
        <dd>
          <ul class="steps">
            {plan.steps.map((step, index) => (
              <li key={index}>
                <code>
                  {step.method} {step.path}
                </code>{' '}
                {boundsText(step)} <span class="faint">{WHY[step.why]}</span>
              </li>
            ))}
          </ul>
        </dd>
      </div>
    </>
  );
}

function boundsText({ atLeast, atMost }: Bounds): string {
  if (atLeast >= atMost) return formatCount(atMost, 'call');
  return `${formatNumber(atLeast)} to ${formatCount(atMost, 'call')}`;
}

function quotaText({ quota: { remaining, resetAt } }: UpstreamPlan, { atMost }: Bounds): string {
  if (remaining === null) return 'Not known yet. If it runs out, this waits and goes on by itself.';
  const until = resetAt === null ? '' : ` until ${formatTime(resetAt)}`;
  const left = `${formatCount(remaining, 'call')} left${until}`;
  return remaining >= atMost ? `${left}: enough.` : `${left}. Then this waits and goes on by itself.`;
}

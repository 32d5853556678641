import { readResponse } from './editors.js';
import { element, table, terms } from './element.js';
import { costText, number } from './format.js';

/** The REST calls of the response that is shown, as it tells them itself. */
export function calls() {
  const response = readResponse();
  if (!response) return [element('p', {}, 'Once there is a response, its REST calls are here.')];
  const { upstream, cost } = response.extensions ?? {};
  if (!upstream) return [element('p', {}, 'The response lists no REST calls.')];
  const total = Math.max(0.1, ...upstream.calls.map(({ start, duration }) => start + duration));
  const headings = ['Call', 'Status', 'Start', 'Took', 'Timeline', 'Why', 'For'];
  const rows = upstream.calls.map((call) => [
    element('code', {}, `${call.method} ${call.path.replaceAll('%5B', '[').replaceAll('%5D', ']')}`),
    statusOf(call),
    milliseconds(call.start),
    milliseconds(call.duration),
    timeline(call, total),
    call.plan,
    call.fields.join(', '),
  ]);
  return [
    element('p', {}, summaryOf(upstream, total)),
    terms(factsOf(cost, upstream)),
    ...(rows.length > 0 ? [table('In the order in which they began', headings, rows)] : []),
  ];
}

function summaryOf({ calls, savedCalls }, total) {
  const made = calls.length === 1 ? '1 REST call' : `${calls.length} REST calls`;
  const time = calls.length > 0 ? ` in ${milliseconds(total)}` : '';
  return `${made}${time}${savedCalls > 0 ? `, ${savedCalls} fewer than one by one` : ''}.`;
}

function factsOf(cost, { rateLimit }) {
  return [
    ...(cost ? [['Cost', costText(cost)]] : []),
    ...(rateLimit ? [['Quota', `${number(rateLimit.remaining)} of ${number(rateLimit.limit)} left`]] : []),
  ];
}

function statusOf({ status, shared, retries }) {
  const came = shared ? 'shared with another request' : String(status ?? 'no response');
  if (retries === 0) return came;
  return `${came} after ${retries} ${retries === 1 ? 'retry' : 'retries'}`;
}

/** A call's place in time. The cells beside it say the same. */
function timeline({ start, duration, status, shared }, total) {
  const failed = !shared && (status === null || status >= 400);
  const mark = element('span', { className: failed ? 'mark failed' : 'mark' });
  mark.style.marginInlineStart = `${(100 * start) / total}%`;
  mark.style.width = `${(100 * duration) / total}%`;
  return element('span', { className: 'timeline', 'aria-hidden': 'true' }, mark);
}

const milliseconds = (value) => `${number(value)} ms`;

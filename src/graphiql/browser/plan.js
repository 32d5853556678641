import config from './config.js';
import { readHeaders, readOperation } from './editors.js';
import { element, table, terms } from './element.js';
import { costText, number } from './format.js';

/** What the operation would do at Telnyx. The gateway checks, prices and plans it; nothing is carried out. */
export async function plan() {
  const { data, errors = [], extensions = {} } = await ask();
  const refusals = errors.filter((error) => error.extensions?.code !== 'PLANNED');
  return [
    element('p', {}, summaryOf(extensions, refusals)),
    ...refusals.map(refusal),
    ...(data ? [element('p', {}, 'Refused, as data:'), element('pre', {}, JSON.stringify(data, null, 2))] : []),
    ...(extensions.plan ? details(extensions) : []),
  ];
}

async function ask() {
  const { query, variables, operationName } = readOperation();
  const headers = new Headers({ ...config.additionalHeaders, ...readHeaders() });
  headers.set('accept', 'application/json');
  headers.set('content-type', 'application/json');
  headers.set('x-upstream-plan', 'only');
  const body = JSON.stringify({ query, variables, operationName });
  const response = await fetch(config.endpoint, { method: 'POST', headers, body }).catch(() => {
    throw new Error('The gateway cannot be reached.');
  });
  return response.json().catch(() => {
    throw new Error(`The gateway answered ${response.status}, and no JSON.`);
  });
}

function summaryOf({ plan }, refusals) {
  if (plan) return `${count(plan.calls)} REST ${isOne(plan.calls) ? 'call' : 'calls'}. Nothing was carried out.`;
  return refusals.length > 0 ? 'It is refused before any REST call.' : 'It makes no REST call.';
}

function refusal({ message, path, extensions }) {
  const where = path ? ` at ${path.join('.')}` : '';
  return element('p', { className: 'refused' }, `${extensions?.code ?? 'Error'}${where}: ${message}`);
}

function details({ cost, plan }) {
  const { retries, spelling, quota, steps } = plan;
  const facts = [
    ['Cost', costText(cost)],
    ['Quota', quotaText(quota)],
    ['If Telnyx fails', `at most ${number(retries.atMost)} calls more`],
    ...(spelling.atMost > 0 ? [['To find the path', `at most ${number(spelling.atMost)} calls more`]] : []),
  ];
  if (steps.length === 0) return [terms(facts)];
  const rows = steps.map((step, index) => [
    String(index + 1),
    element('code', {}, `${step.method} ${step.path}`),
    count(step),
    step.why,
    step.fields.join(', '),
    step.depends.map((other) => other + 1).join(', ') || 'at once',
  ]);
  return [terms(facts), table('Steps', ['Step', 'Call', 'Times', 'Why', 'For', 'After step'], rows)];
}

function quotaText({ remaining, resetAt, fits }) {
  if (remaining === null) return 'not known yet';
  const until = resetAt === null ? '' : ` until ${new Date(resetAt).toLocaleTimeString()}`;
  const room = { true: ': all calls fit', false: ': not all calls fit', null: '' }[fits];
  return `${number(remaining)} left${until}${room}`;
}

const isOne = ({ atMost }) => atMost === 1;

function count({ atLeast, atMost }) {
  return atLeast === atMost ? number(atMost) : `${number(atLeast)} to ${number(atMost)}`;
}

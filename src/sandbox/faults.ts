import { type Answer, html } from './answers.ts';
import { oauthFault, platformFault } from './errors.ts';

/**
 * One rule of the fault grammar, `FAULT[*COUNT][@METHOD /path-prefix]`:
 *
 * | FAULT | what the caller gets | carried out? |
 * | --- | --- | --- |
 * | `503` (any 4xx, 5xx) | that status in the platform's envelope; 429 with `Retry-After: 1` | no |
 * | `401a` (likewise) | that status in the OAuth envelope | no |
 * | `reset` | the socket destroyed before any header | no |
 * | `stall` | nothing, until the caller leaves | no |
 * | `garbage`, `empty`, `no-data` | 200 with broken JSON, without a body, with `{}` | no |
 * | `html`, `html200` | a page, with status 502 or 200 | no |
 * | `redirect` | 302 to another host | no |
 * | `503-after` (any 4xx, 5xx) | that status in the platform's envelope | yes |
 * | `reset-after` | the socket destroyed before any header | yes |
 * | `stall-body` | headers and half of the body, then nothing, until the caller leaves | yes |
 * | `truncated` | half of the body, then the socket destroyed | yes |
 * | `slow=250` | the real answer, that many milliseconds late | yes |
 *
 * COUNT limits how often the rule applies. `@METHOD /path-prefix` (the path without `/v2`) limits what it applies to.
 */
export interface FaultRule {
  fault: string;
  /** Absent: no limit. */
  count?: number;
  /** Method and path prefix; absent: everything. */
  target?: { method: string; prefix: string };
}

const FAULTS = [
  '[45]\\d\\d(?:a|-after)?',
  'reset(?:-after)?',
  'stall(?:-body)?',
  'truncated',
  'garbage',
  'empty',
  'html(?:200)?',
  'no-data',
  'redirect',
  'slow=\\d{1,6}',
].join('|');
const GRAMMAR = new RegExp(
  `^(?<fault>${FAULTS})(?:\\*(?<count>[1-9]\\d{0,5}))?(?:@(?<method>[A-Z]+) (?<prefix>/\\S*))?$`,
);

/** Reads one rule; undefined when it is malformed. */
export function parseFault(text: string): FaultRule | undefined {
  const { fault, count, method, prefix } = GRAMMAR.exec(text.trim())?.groups ?? {};
  if (fault === undefined) return undefined;
  return {
    fault,
    ...(count !== undefined && { count: Number(count) }),
    ...(method !== undefined && prefix !== undefined && { target: { method, prefix } }),
  };
}

export function applies({ target }: FaultRule, method: string, path: string): boolean {
  return target === undefined || (target.method === method && path.replace(/^\/v2/, '').startsWith(target.prefix));
}

/** What is answered in place of carrying the operation out; undefined: it is carried out. */
export function answerInstead(fault: string): Answer | undefined {
  if (/^\d{3}$/.test(fault)) return statusAnswer(Number(fault), platformFault);
  if (/^\d{3}a$/.test(fault)) return statusAnswer(Number.parseInt(fault, 10), oauthFault);
  const type = { 'content-type': 'application/json; charset=utf-8' };
  switch (fault) {
    case 'garbage':
      return { status: 200, headers: type, body: '{"data": [{"record_type": ' };
    case 'empty':
      return { status: 200, headers: type, body: '' };
    case 'no-data':
      return { status: 200, headers: type, body: '{}' };
    case 'html':
      return html(502, 'Bad gateway', '<p>The edge could not reach the API.</p>');
    case 'html200':
      return html(200, 'Maintenance', '<p>We will be back soon.</p>');
    case 'redirect':
      return { status: 302, headers: { location: 'https://elsewhere.example/v2' }, body: '' };
    case 'reset':
    case 'stall':
      return { status: 0, headers: {}, body: '' };
    default:
      return undefined;
  }
}

/** What is answered in place of the real answer, once the operation is carried out. */
export function answerAfter(fault: string): Answer | undefined {
  return fault.endsWith('-after') && !fault.startsWith('reset')
    ? statusAnswer(Number.parseInt(fault, 10), platformFault)
    : undefined;
}

function statusAnswer(status: number, envelope: (status: number, headers: Record<string, string>) => Answer): Answer {
  return envelope(status, status === 429 ? { 'retry-after': '1', 'x-ratelimit-remaining': '0' } : {});
}

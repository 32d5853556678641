import { type Answer, json } from './answers.ts';

/** One entry of the platform's error envelope. */
export interface Problem {
  /** Numeric platform code, as a string. */
  code: string;
  title: string;
  detail: string;
  source?: { pointer: string } | { parameter: string };
  /** What `meta` holds beside the link. */
  meta?: object;
}

/** Thrown anywhere in a handler: the answer that ends the request. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

/**
 * The OAuth error envelope, `{ error, error_description }`.
 * @see RFC 6749 section 5.2
 */
export function oauthError(
  status: number,
  error: string,
  error_description: string,
  headers: Record<string, string> = {},
): Answer {
  return json(status, { error, error_description }, headers);
}

/** The platform's error envelope, `{ errors: [...] }`, with a link to the page of each code. */
export function platformErrors(status: number, problems: Problem[], headers: Record<string, string> = {}): Answer {
  const errors = problems.map((problem) => ({
    ...problem,
    meta: { ...problem.meta, url: `https://developers.telnyx.com/docs/overview/errors/${problem.code}` },
  }));
  return json(status, { errors }, headers);
}

export function platformError(status: number, problem: Problem, headers: Record<string, string> = {}): Answer {
  return platformErrors(status, [problem], headers);
}

/** The usual platform answer of a status, for failures that have no cause of their own to name. */
export function platformFault(status: number, headers: Record<string, string> = {}): Answer {
  const [code, title] = USUAL[status] ?? (status < 500 ? USUAL[400]! : ['10007', 'Unexpected error']);
  return platformError(status, { code, title, detail: `The sandbox answered ${status}.` }, headers);
}

/** The same in the OAuth envelope. */
export function oauthFault(status: number, headers: Record<string, string> = {}): Answer {
  const usual: Record<number, string> = { 401: 'invalid_token', 403: 'access_denied', 404: 'not_found' };
  const error = usual[status] ?? (status < 500 ? 'invalid_request' : 'server_error');
  return oauthError(status, error, `The sandbox answered ${status}.`, headers);
}

const USUAL: Record<number, [code: string, title: string]> = {
  400: ['10015', 'Bad request'],
  401: ['10009', 'Authentication failed'],
  403: ['10010', 'Authorization failed'],
  404: ['10005', 'Resource not found'],
  408: ['10008', 'Request timeout'],
  409: ['10012', 'Duplicate resource'],
  415: ['10014', 'Unsupported media type'],
  429: ['10011', 'Too many requests'],
};

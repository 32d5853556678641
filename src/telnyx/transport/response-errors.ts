import type { IncomingHttpHeaders } from 'node:http';
import { formEncode } from '../../lib/form-encode.ts';
import {
  ContractError,
  type ErrorDetails,
  ForbiddenError,
  type InputIssue,
  NotFoundError,
  ProtocolError,
  RateLimitedError,
  type TelnyxError,
  UnauthenticatedError,
  UnavailableError,
  ValidationError,
} from '../errors.ts';
import type { Call } from './call.ts';
import { iamRefusalOf, messageOf } from './iam-refusal.ts';
import { retryWaitOf } from './rate-limit.ts';

/** A response of any status, read whole. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Members that were read as null, or in part, without an error; absent: none. */
  misfits?: Set<string>;
}

/** The JSON object of a successful response. @throws {ContractError} There is none. */
export function objectOf(call: Call, response: UpstreamResponse): Record<string, unknown> {
  const body = parse(response.text);
  if (isObject(body)) return body;
  throw new ContractError(`Telnyx answered ${call.route} without a readable JSON object.`, detailsOf(call, response));
}

/** The error for a response outside 2xx. Its status decides; its body only adds details. */
export function errorOf(call: Call, response: UpstreamResponse): TelnyxError {
  const { status } = response;
  const details = detailsOf(call, response);
  if (status === 400 || status === 409 || status === 422) return refusalOf(call, response, details);
  if (status === 401) {
    if (!call.clientAuthenticated) return new UnauthenticatedError('Telnyx refused the credential.', details);
    const { error, error_description } = oauthErrorOf(call, response) ?? { error: 'invalid_client' };
    return new ProtocolError(error, error_description, details);
  }
  if (status === 403) return forbidden(call, response, details);
  // If a path names nothing that could be absent, the API itself is elsewhere.
  const names = call.route.includes('{') || call.route === '/oauth/authorize';
  if (names && (status === 404 || status === 410)) return new NotFoundError('There is no such resource.', details);
  if (status === 429) {
    const wait = retryWaitOf(response);
    const retryAt = wait === undefined ? undefined : new Date(Date.now() + wait);
    return new RateLimitedError('Telnyx allows no more requests for now.', retryAt, details);
  }
  if (status === 408 || status >= 500) return new UnavailableError(`Telnyx answered ${status}.`, details);
  const cause = status >= 300 && status < 400 ? new Error(`It leads to ${targetOf(response)}.`) : undefined;
  return new ContractError(`Telnyx answered ${call.route} with an unexpected status ${status}.`, { ...details, cause });
}

function forbidden(call: Call, response: UpstreamResponse, details: ErrorDetails): ForbiddenError {
  const refusal = iamRefusalOf(call, parse(response.text), (text) => scrub(call, text));
  const message = refusal ? messageOf(refusal) : 'The credential has no access to this resource.';
  return new ForbiddenError(message, details, refusal);
}

/** Target of a redirect, for operators: without path and query, which may hold a secret. */
function targetOf({ headers }: UpstreamResponse): string {
  return URL.parse(headers.location ?? '')?.origin ?? 'another path';
}

/** Characters of Telnyx' own request ids; the gateway's have no more. */
const MAX_REQUEST_ID_LENGTH = 128;

/** Telnyx' own id of a request, made safe for logs: bounded, and visible ASCII. */
export function requestIdOf({ headers }: Pick<UpstreamResponse, 'headers'>): string | undefined {
  const id = headers['x-request-id'];
  return typeof id === 'string' ? id.slice(0, MAX_REQUEST_ID_LENGTH).replace(/[^\x21-\x7e]/g, '?') : undefined;
}

export function detailsOf(call: Call, response: UpstreamResponse): ErrorDetails {
  return {
    status: response.status,
    requestId: requestIdOf(response),
    // A 4xx says that nothing was done; any other status leaves it open.
    outcome: call.method === 'GET' || (response.status >= 400 && response.status < 500) ? undefined : 'UNKNOWN',
  };
}

function refusalOf(call: Call, response: UpstreamResponse, details: ErrorDetails): TelnyxError {
  const issues = issuesOf(call, parse(response.text));
  if (issues.some((issue) => issue.path.length > 0)) return new ValidationError(issues, details);
  const { error, error_description } = oauthErrorOf(call, response) ?? {};
  if (error !== undefined) return new ProtocolError(error, error_description, details);
  if (issues.length > 0) return new ValidationError(issues, details);
  const message = `Telnyx refused the request (${response.status}).`;
  return new ValidationError([{ path: [], code: `http_${response.status}`, message }], details);
}

/** RFC 6749 section 5.2: `{ error, error_description }`. */
function oauthErrorOf(
  call: Call,
  response: UpstreamResponse,
): { error: string; error_description?: string | undefined } | null {
  const body = parse(response.text);
  if (!isObject(body) || typeof body.error !== 'string') return null;
  const description = body.error_description;
  return {
    error: scrub(call, body.error),
    error_description: typeof description === 'string' ? scrub(call, description) : undefined,
  };
}

/** Maximum number of issues of an error: the maximum number of items in a list of the input. */
const MAX_ISSUES = 100;
/** Maximum length of a path. */
const MAX_PATH_LENGTH = 8;

/** The platform's envelope `{ errors: [{ code, title, detail, source }] }` and RFC 7591's `invalid_fields`. */
function issuesOf(call: Call, body: unknown): InputIssue[] {
  if (!isObject(body)) return [];
  const issues: InputIssue[] = [];
  for (const error of Array.isArray(body.errors) ? body.errors.slice(0, MAX_ISSUES).filter(isObject) : []) {
    const source = isObject(error.source) ? error.source : {};
    const text = [error.detail, error.title].find((value) => typeof value === 'string') ?? 'Telnyx refused this value.';
    issues.push({
      path: pathOf(call, source.pointer ?? source.parameter),
      code: scrub(call, String(error.code ?? 'invalid')),
      message: scrub(call, text as string),
    });
  }
  for (const [field, reasons] of Object.entries(isObject(body.invalid_fields) ? body.invalid_fields : {})) {
    for (const reason of Array.isArray(reasons) ? reasons : [reasons]) {
      if (issues.length >= MAX_ISSUES) return issues;
      issues.push({ path: [scrub(call, field)], code: 'invalid', message: scrub(call, String(reason)) });
    }
  }
  return issues;
}

/** A JSON pointer (RFC 6901), with or without its leading `/`, as path segments. */
function pathOf(call: Call, pointer: unknown): (string | number)[] {
  if (typeof pointer !== 'string') return [];
  const segments = pointer.split('/').filter((segment) => segment !== '' && segment !== '#');
  return segments.slice(0, MAX_PATH_LENGTH).map((segment) => {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    return /^\d+$/.test(name) ? Number(name) : scrub(call, name);
  });
}

/** Minimum length of a secret that is masked: shorter ones are test input, and masking them would garble the text. */
const MIN_SECRET_LENGTH = 4;

/** Maximum characters of one text from Telnyx that are passed on. */
const MAX_TEXT_LENGTH = 1_000;

/** Masks secrets in a text from Telnyx, which may quote its input, plain or encoded. Cuts long texts. */
function scrub(call: Call, text: string): string {
  const secrets = (call.secrets ?? []).filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed()), formEncode(secret)]);
  const clean = forms.reduce((masked, form) => masked.replaceAll(form, '***'), text);
  return clean.length > MAX_TEXT_LENGTH ? `${clean.slice(0, MAX_TEXT_LENGTH)}…` : clean;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

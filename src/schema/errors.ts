import {
  ForbiddenError,
  type InputIssue,
  NotFoundError,
  ProtocolError,
  RateLimitedError,
  type TelnyxError,
  ValidationError,
} from '../telnyx/errors.ts';
import { builder } from './builder.ts';
import { FEW } from './cost.ts';

const OAuthErrorCode = builder.enumType('OAuthErrorCode', {
  description: 'The kind of an error that a mutation answers as data.',
  values: {
    VALIDATION: { description: 'The input is wrong; the issues say where.' },
    PROTOCOL: { description: 'The server refused with an OAuth error code.' },
    NOT_FOUND: { description: 'There is no such resource.' },
    FORBIDDEN: { description: 'The credential does not reach it.' },
    RATE_LIMITED: { description: 'Too many requests for now.' },
  } as const,
});

const CODES = new Map<unknown, 'VALIDATION' | 'PROTOCOL' | 'NOT_FOUND' | 'FORBIDDEN' | 'RATE_LIMITED'>([
  [ValidationError, 'VALIDATION'],
  [ProtocolError, 'PROTOCOL'],
  [NotFoundError, 'NOT_FOUND'],
  [ForbiddenError, 'FORBIDDEN'],
  [RateLimitedError, 'RATE_LIMITED'],
]);

const OAuthError = builder.interfaceRef<TelnyxError>('OAuthError').implement({
  description: 'A refusal that a mutation answers as data.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'For people. Holds no secret.' }),
    code: t.field({
      type: OAuthErrorCode,
      description: 'The kind of error, the same as the type’s name says.',
      resolve: (error) => CODES.get(error.constructor)!,
    }),
    traceId: t.string({
      description: 'Names this request in the logs.',
      resolve: (_error, _args, context) => context.traceId,
    }),
  }),
});

const OAuthInputIssue = builder.objectRef<InputIssue>('OAuthInputIssue').implement({
  description: 'One thing that is wrong with the input.',
  fields: (t) => ({
    path: t.stringList({
      description: 'Where: from the argument down, list indices as digits: `["input", "redirectUris", "0"]`.',
      resolve: (issue) => issue.path.map(String),
    }),
    code: t.exposeString('code', { description: 'What is wrong, for programs: Telnyx’ own code or ours.' }),
    message: t.exposeString('message', { description: 'What is wrong, for people.' }),
  }),
});

builder.objectType(ValidationError, {
  name: 'OAuthValidationError',
  description: 'The input is wrong. All its problems at once.',
  interfaces: [OAuthError],
  fields: (t) => ({
    issues: t.expose('issues', {
      type: [OAuthInputIssue],
      directives: FEW,
      description: 'What is wrong, and where.',
    }),
  }),
});

builder.objectType(ProtocolError, {
  name: 'OAuthProtocolError',
  description: 'The server refused with an OAuth error code (RFC 6749 section 5.2).',
  interfaces: [OAuthError],
  fields: (t) => ({
    error: t.exposeString('error', { description: 'The server’s own code, such as `invalid_grant`.' }),
    errorDescription: t.string({
      nullable: true,
      description: 'The server’s own words.',
      resolve: (error) => error.errorDescription,
    }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'OAuthNotFoundError',
  description: 'There is no such resource.',
  interfaces: [OAuthError],
});

builder.objectType(ForbiddenError, {
  name: 'OAuthForbiddenError',
  description: 'The credential does not reach this resource.',
  interfaces: [OAuthError],
});

builder.objectType(RateLimitedError, {
  name: 'OAuthRateLimitedError',
  description: 'Telnyx allows no more requests for now. Nothing was changed.',
  interfaces: [OAuthError],
  fields: (t) => ({
    retryAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When to try again, where Telnyx said so.',
      resolve: (error) => error.retryAt,
    }),
  }),
});

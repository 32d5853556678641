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
  description: 'Kind of an error that a mutation returns as data.',
  values: {
    VALIDATION: { description: 'The input is invalid; `issues` says where.' },
    PROTOCOL: { description: 'The server returned an OAuth error code.' },
    NOT_FOUND: { description: 'The resource does not exist.' },
    FORBIDDEN: { description: 'The credential has no access to the resource.' },
    RATE_LIMITED: { description: 'The rate limit is exceeded.' },
  } as const,
});

export const OAuthForbiddenReason = builder.enumType('OAuthForbiddenReason', {
  description: 'Why a request is forbidden.',
  values: {
    ACTION_NOT_GRANTED: { description: 'No role of the credential allows the action.' },
    ACTION_DENIED: { description: 'A role of the credential denies the action, whatever others allow.' },
    ROUTE_HAS_NO_ACTION: { description: 'Telnyx’ IAM knows no action of the REST route, so no role can allow it.' },
    UNKNOWN: { description: 'Telnyx does not say, or the gateway itself refused: the message tells all there is.' },
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
  description: 'Error that a mutation returns as data.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'Message for people. Contains no secret.' }),
    code: t.field({
      type: OAuthErrorCode,
      description: 'Kind of the error, as in the name of its type.',
      resolve: (error) => CODES.get(error.constructor)!,
    }),
    traceId: t.string({
      description: 'Trace ID of the request, as in the logs.',
      resolve: (_error, _args, context) => context.traceId,
    }),
  }),
});

const OAuthInputIssue = builder.objectRef<InputIssue>('OAuthInputIssue').implement({
  description: 'One problem of the input.',
  fields: (t) => ({
    path: t.stringList({
      description: 'Path from the argument to the problem, list indices as digits: `["input", "redirectUris", "0"]`.',
      resolve: (issue) => issue.path.map(String),
    }),
    code: t.exposeString('code', { description: 'Code of the problem: Telnyx’ own or the gateway’s.' }),
    message: t.exposeString('message', { description: 'Message for people.' }),
  }),
});

builder.objectType(ValidationError, {
  name: 'OAuthValidationError',
  description: 'The input is invalid. Lists all problems.',
  interfaces: [OAuthError],
  fields: (t) => ({
    issues: t.expose('issues', {
      type: [OAuthInputIssue],
      directives: FEW,
      description: 'Problems of the input.',
    }),
  }),
});

builder.objectType(ProtocolError, {
  name: 'OAuthProtocolError',
  description: 'The server returned an OAuth error code (RFC 6749 section 5.2).',
  interfaces: [OAuthError],
  fields: (t) => ({
    error: t.exposeString('error', { description: 'OAuth error code, such as `invalid_grant`.' }),
    errorDescription: t.string({
      nullable: true,
      description: '`error_description` of the server.',
      resolve: (error) => error.errorDescription,
    }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'OAuthNotFoundError',
  description: 'The resource does not exist.',
  interfaces: [OAuthError],
});

builder.objectType(ForbiddenError, {
  name: 'OAuthForbiddenError',
  description: 'The credential has no access to the resource, or may not do this.',
  interfaces: [OAuthError],
  fields: (t) => ({
    reason: t.field({
      type: OAuthForbiddenReason,
      description: 'Why, for programs.',
      resolve: ({ refusal }) => refusal?.reason ?? 'UNKNOWN',
    }),
    requiredAction: t.string({
      nullable: true,
      description: 'The action of Telnyx’ IAM that a role has to allow: `resource.verb`. Null: Telnyx names none.',
      resolve: ({ refusal }) => refusal?.requiredAction,
    }),
    deniedRoleIds: t.idList({
      nullable: true,
      directives: FEW,
      description: 'The roles that deny it. Null: Telnyx names none.',
      resolve: ({ refusal }) => refusal?.deniedRoleIds,
    }),
  }),
});

builder.objectType(RateLimitedError, {
  name: 'OAuthRateLimitedError',
  description: 'Telnyx’ rate limit is exceeded. Nothing was changed.',
  interfaces: [OAuthError],
  fields: (t) => ({
    retryAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time to retry at, where Telnyx states one.',
      resolve: (error) => error.retryAt,
    }),
  }),
});

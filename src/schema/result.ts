import type { ObjectRef } from '@pothos/core';
import { builder } from './builder.ts';
import type {
  OAuthForbiddenError,
  OAuthNotFoundError,
  OAuthProtocolError,
  OAuthRateLimitedError,
  OAuthValidationError,
} from './errors.ts';

type ErrorRef =
  | typeof OAuthValidationError
  | typeof OAuthProtocolError
  | typeof OAuthNotFoundError
  | typeof OAuthForbiddenError
  | typeof OAuthRateLimitedError;

/** `XResult`: the payload, or one of the errors that the operation can end in. What is none of them is a fault. */
export function resultOf<T>(payload: ObjectRef<typeof builder.$inferSchemaTypes, T>, errors: readonly ErrorRef[]) {
  const name = payload.name.replace(/Payload$/, 'Result');
  return builder.errorUnion(name, {
    description: `What ${name.replace(/Result$/, '')} ends in.`,
    types: [payload, ...errors],
    resolveType: () => payload.name,
  });
}

import type { ObjectRef } from '@pothos/core';
import type {
  ForbiddenError,
  NotFoundError,
  ProtocolError,
  RateLimitedError,
  ValidationError,
} from '../telnyx/errors.ts';
import { builder } from './builder.ts';
import './errors.ts';

type ErrorClass =
  | typeof ValidationError
  | typeof ProtocolError
  | typeof NotFoundError
  | typeof ForbiddenError
  | typeof RateLimitedError;

/**
 * `XResult`: the payload, or one of the errors that the operation can end in. What is none of them is a fault.
 *
 * @param options `tag`: that of the whole payload, for contract variants: without the payload there is no result
 */
export function resultOf<T>(
  payload: ObjectRef<typeof builder.$inferSchemaTypes, T>,
  errors: readonly ErrorClass[],
  options: { readonly tag?: string } = {},
) {
  const name = payload.name.replace(/Payload$/, 'Result');
  return builder.errorUnion(name, {
    ...options,
    description: `What ${name.replace(/Result$/, '')} ends in.`,
    types: [payload, ...errors],
    resolveType: () => payload.name,
  });
}

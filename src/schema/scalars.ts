import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTime, GraphQLURL } from 'graphql-scalars';
import { ErrorCode } from '../lib/error-codes.ts';
import { ABSOLUTE_URI } from '../telnyx/members.ts';
import { builder } from './builder.ts';
import { SECRET } from './directives.ts';

/** Maximum length of a date and time. */
const MAX_DATE_TIME_LENGTH = 64;

builder.addScalarType(
  'DateTime',
  new GraphQLScalarType<Date, string>({
    ...GraphQLDateTime.toConfig(),
    description:
      'Date and time (RFC 3339), such as `2026-01-31T08:00:00Z`, in at most 64 characters. Output keeps the form of ' +
      'the server.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
    serialize: asDecoded,
    parseValue: pointInTime,
    parseLiteral: (node) => pointInTime('value' in node ? node.value : undefined),
  }),
);

builder.addScalarType(
  'URL',
  new GraphQLScalarType<string, string>({
    name: 'URL',
    description: 'Absolute URI (RFC 3986). Input and output keep its bytes: OAuth compares URIs exactly.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3986',
    serialize: asDecoded,
    parseValue: absoluteUri,
    parseLiteral: (node) => absoluteUri('value' in node ? node.value : undefined),
  }),
);

builder.addScalarType(
  'OAuthSecret',
  new GraphQLScalarType<string, string>({
    name: 'OAuthSecret',
    description:
      'Client secret, token, code, verifier, or URI that carries one. Accepted only as a variable, returned only by ' +
      'mutations, never logged, cached or repeated in an error.',
    serialize: asDecoded,
    parseValue(value) {
      if (typeof value === 'string' && value !== '') return value;
      throw new GraphQLError('OAuthSecret must be a string that is not empty.');
    },
    parseLiteral(node) {
      const message = 'OAuthSecret must be given as a variable, so that no document holds a secret.';
      throw new GraphQLError(message, {
        nodes: [node],
        extensions: { code: ErrorCode.GRAPHQL_VALIDATION_FAILED },
      });
    },
  }),
  { directives: SECRET },
);

/**
 * The wire's own string: nothing is rewritten. That it looks like what the graph promises is seen where an answer is
 * decoded, as only there it is known which member of which route it is.
 */
function asDecoded(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('Only strings are decoded for this type.');
}

/** Validated by the library, but kept as given. The library's message would repeat the value. */
function absoluteUri(value: unknown): string {
  if (typeof value === 'string' && ABSOLUTE_URI.test(value) && isParsable(GraphQLURL, value)) return value;
  throw new GraphQLError('URL must be an absolute URI.');
}

function pointInTime(value: unknown): Date {
  const isShort = typeof value === 'string' && value.length <= MAX_DATE_TIME_LENGTH;
  if (isShort && isParsable(GraphQLDateTime, value)) return new Date(value);
  throw new GraphQLError('DateTime must be written as in RFC 3339.');
}

function isParsable(scalar: GraphQLScalarType, value: string): boolean {
  try {
    scalar.parseValue(value);
    return true;
  } catch {
    return false;
  }
}

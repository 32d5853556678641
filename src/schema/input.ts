import type { z } from 'zod';
import { type InputIssue, ValidationError } from '../telnyx/errors.ts';

/** An optional member. Null counts as omitted. */
export function optional<T extends z.ZodType>(rule: T) {
  return rule.nullish().transform((value) => value ?? undefined);
}

/**
 * Applies the rules to an input. Throws one `ValidationError` with all issues, each with its path from the argument.
 */
export function checked<T>(rules: z.ZodType<T>, input: unknown): T {
  const result = rules.safeParse(input);
  if (result.success) return result.data;
  throw new ValidationError(
    result.error.issues.map((issue) => ({
      path: ['input', ...(issue.path as (string | number)[])],
      code: issue.code === 'custom' ? String(issue.params?.code ?? 'invalid') : issue.code,
      message: issue.message,
    })),
  );
}

/** Runs a call whose request was made from `input`. Issues that Telnyx reports get their path in `input`. */
export async function inInput<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ValidationError) || error.status === undefined) throw error;
    throw new ValidationError(error.issues.map(inGraphTerms), error);
  }
}

function inGraphTerms(issue: InputIssue): InputIssue {
  return {
    ...issue,
    path: ['input', ...issue.path.map((part) => (typeof part === 'string' ? camelCase(part) : part))],
  };
}

/** The graph's name of a wire member: `redirect_uris` is `redirectUris`; a scope string is a list of scopes. */
export function camelCase(name: string): string {
  return name === 'scope' ? 'scopes' : name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

import type { z } from 'zod';
import { type InputIssue, ValidationError } from '../telnyx/errors.ts';

/** An optional member, where null means the same as leaving it out. */
export function optional<T extends z.ZodType>(rule: T) {
  return rule.nullish().transform((value) => value ?? undefined);
}

/**
 * The whole input after the rules. Throws one `ValidationError` with every problem, each at its path from the argument
 * down.
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

/** Runs a call whose request came from `input`: what Telnyx finds wrong with it gets the input's own path. */
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

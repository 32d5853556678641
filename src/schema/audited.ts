import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';
import { ErrorCode } from '../lib/error-codes.ts';
import { TelnyxError } from '../telnyx/errors.ts';

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /** The ids that a mutation concerns. The payload is undefined if it failed or was refused. */
    auditedIds?: (args: object, payload: unknown) => readonly unknown[];
    /** Counts of a mutation that changes many resources. */
    auditedCounts?: (args: object, payload: unknown) => Readonly<Record<string, number | boolean>>;
  }
}

/** Maximum length of an id in the log. A longer one is not an id. */
const MAX_ID_LENGTH = 256;

/** Writes a line to the audit log for every mutation, whatever its outcome. Throws `TypeError` for one without ids. */
export function auditMutations(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { auditedIds, auditedCounts } = field.extensions;
    if (!auditedIds) throw new TypeError(`Mutation.${field.name} does not say which ids the audit log names.`);
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = async (root, args, context: Context, info) => {
      const end = context.audit(field.name);
      const ids = (payload?: unknown) => idsIn(auditedIds(args, payload));
      try {
        const result = await resolve(root, args, context, info);
        if (isRefusal(result)) await end({ ids: ids(), outcome: result.code });
        else await end({ ids: ids(result), outcome: 'OK', counts: auditedCounts?.(args, result) });
        return result;
      } catch (error) {
        const known = error instanceof TelnyxError ? error : undefined;
        const mayHaveHappened = known?.outcome === 'UNKNOWN';
        const outcome = known?.code ?? ErrorCode.INTERNAL_SERVER_ERROR;
        await end({ ids: ids(), outcome, ...(mayHaveHappened && { mayHaveHappened }) });
        throw error;
      }
    };
  }
}

/** The errors plugin returns a proxy, which hides its prototypes but not its constructor. */
function isRefusal(result: unknown): result is TelnyxError {
  return (result as object | null)?.constructor?.prototype instanceof TelnyxError;
}

/** Each once. */
function idsIn(ids: readonly unknown[]): string[] {
  return [...new Set(ids.filter((id) => typeof id === 'string').map((id) => id.slice(0, MAX_ID_LENGTH)))];
}

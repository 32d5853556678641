import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';
import { TelnyxError } from '../telnyx/errors.ts';

/** Members of arguments and results that name what was changed; none of them is a secret. */
const ID_MEMBERS = ['clientId', 'grantId', 'client_id'] as const;

/** Characters of an id in the log: what is longer is none. */
const MAX_ID_LENGTH = 256;

/** Makes every mutation leave one line in the audit log, however it ends. */
export function auditMutations(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = async (root, args, context: Context, info) => {
      const end = context.audit(field.name);
      try {
        const result = await resolve(root, args, context, info);
        const outcome = isRefusal(result) ? result.code : 'OK';
        await end({ ids: idsOf(args, args.input, result, clientOf(result)), outcome });
        return result;
      } catch (error) {
        const known = error instanceof TelnyxError ? error : undefined;
        const mayHaveHappened = known?.outcome === 'UNKNOWN';
        const outcome = known?.code ?? 'INTERNAL_SERVER_ERROR';
        await end({ ids: idsOf(args, args.input), outcome, ...(mayHaveHappened && { mayHaveHappened }) });
        throw error;
      }
    };
  }
}

/** The errors plugin answers a proxy, which hides its prototypes but not its constructor. */
function isRefusal(result: unknown): result is TelnyxError {
  return (result as object | null)?.constructor?.prototype instanceof TelnyxError;
}

function clientOf(result: unknown): unknown {
  return (result as { client?: unknown } | null)?.client;
}

function idsOf(...holders: unknown[]): string[] {
  const ids = new Set<string>();
  for (const holder of holders) {
    for (const member of ID_MEMBERS) {
      const id = (holder as Record<string, unknown> | null | undefined)?.[member];
      if (typeof id === 'string') ids.add(id.slice(0, MAX_ID_LENGTH));
    }
  }
  return [...ids];
}

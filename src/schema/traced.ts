import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';

/** Records in the trace of an operation which root field is being resolved. */
export function traceRootFields(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (root, args, context: Context, info) =>
        context.trace
          ? context.trace.resolve(info.path, () => resolve(root, args, context, info))
          : resolve(root, args, context, info);
    }
  }
}

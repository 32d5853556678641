import type { ITrace } from '@apollo/usage-reporting-protobuf';
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { isPromise, type Plugin } from 'graphql-yoga';
import { InlineTrace } from '../observe/inline-trace.ts';
import { copySchema } from '../operations/copy-schema.ts';
import type { RequestScope } from '../request.ts';

/** What the plugin finds in the server's context. */
interface ServerContext {
  readonly scope: RequestScope;
}

/** The traces of the requests that asked for one. */
const traces = new WeakMap<RequestScope, InlineTrace>();

/**
 * Answers `extensions.ftv1`, how long each field took, where the router asks for it by
 * `apollo-federation-include-trace: ftv1`. Stands behind the plugin that presents errors: the trace repeats what the
 * answer says.
 *
 * Yoga's own plugin for this wraps the resolvers of all requests, and answers nothing but an error where a trace is
 * longer than some 100 KB or an argument is refused.
 */
export function useInlineTrace(): Plugin<ServerContext> {
  let copy: GraphQLSchema | undefined;
  return {
    onExecute: ({ args, executeFn, setExecuteFn }) => {
      const { request, scope } = args.contextValue as unknown as ServerContext & { request: Request };
      if (request.headers.get('apollo-federation-include-trace') !== 'ftv1') return;
      traces.set(scope, new InlineTrace());
      copy ??= traced(args.schema);
      const schema = copy;
      setExecuteFn((executed) => executeFn({ ...executed, schema }));
    },
    onResultProcess: ({ result, setResult, serverContext }) => {
      const trace = traces.get((serverContext as unknown as ServerContext).scope);
      if (!trace || Array.isArray(result) || Symbol.asyncIterator in result) return;
      return encode(trace.end(result.errors ?? [])).then((ftv1) =>
        setResult({ ...result, extensions: { ...result.extensions, ftv1 } }),
      );
    },
  };
}

async function encode(trace: ITrace): Promise<string> {
  // Loaded when first asked for: most gateways never are.
  const { Trace } = await import('@apollo/usage-reporting-protobuf');
  return Buffer.from(Trace.encode(trace).finish()).toString('base64');
}

/** The same schema with resolvers that tell when they run; operations without a trace go on with the one they have. */
function traced(schema: GraphQLSchema): GraphQLSchema {
  const copy = copySchema(schema);
  for (const type of Object.values(copy.getTypeMap())) {
    if (isObjectType(type) && !isIntrospectionType(type)) Object.values(type.getFields()).forEach(timeField);
  }
  return copy;
}

function timeField(field: GraphQLField<unknown, ServerContext>): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    const end = traces.get(context.scope)?.begin(info) ?? (() => {});
    let result: unknown;
    try {
      result = resolve(source, args, context, info);
    } catch (error) {
      end();
      throw error;
    }
    if (isPromise(result)) return result.finally(end);
    end();
    return result;
  };
}

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

/** The plugin's part of Yoga's server context. */
interface ServerContext {
  readonly scope: RequestScope;
}

/** The traces of the requests that asked for one. */
const traces = new WeakMap<RequestScope, InlineTrace>();

/**
 * Adds `extensions.ftv1`, the time that each field took, where the router asks for it by
 * `apollo-federation-include-trace: ftv1`. Comes after the plugin that presents errors, because the trace repeats the
 * errors of the response.
 *
 * Yoga's own plugin wraps the resolvers of all requests, and fails the request where a trace is longer than about
 * 100 KB or an argument is refused.
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
  // Loaded at first use, since most gateways never need it.
  const { Trace } = await import('@apollo/usage-reporting-protobuf');
  return Buffer.from(Trace.encode(trace).finish()).toString('base64');
}

/** A copy of the schema whose resolvers are timed. Operations without a trace use the original. */
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

import type { InputObjectRef, ObjectRef } from '@pothos/core';
import type { GraphQLFieldExtensions } from 'graphql';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import type {
  ForbiddenError,
  NotFoundError,
  ProtocolError,
  RateLimitedError,
  ValidationError,
} from '../telnyx/errors.ts';
import type { Access } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { ONE_CALL } from './cost.ts';
import type { SECRET } from './directives.ts';
import { checked, inInput } from './input.ts';
import './errors.ts';

type Types = typeof builder.$inferSchemaTypes;

type ErrorClass =
  | typeof ValidationError
  | typeof ProtocolError
  | typeof NotFoundError
  | typeof ForbiddenError
  | typeof RateLimitedError;

type Args<Id extends string, Input> = { readonly [Name in Id]: string } & { readonly input: Input };

type Extensions = GraphQLFieldExtensions<unknown, unknown>;
type Audited = Required<Pick<Extensions, 'auditedIds'>> & Pick<Extensions, 'auditedCounts'>;

/** The declaration of a mutation. */
export interface Mutation<Payload, Id extends string, Input, Request> {
  readonly description: string;
  readonly payload: ObjectRef<Types, Payload>;
  /** Errors that are members of the result's union. Others are top-level errors. */
  readonly errors: readonly ErrorClass[];
  /** The access that the caller needs. It is checked before the input. */
  readonly access: Access;
  /** The argument that identifies what to change. */
  readonly id?: { readonly name: Id; readonly description: string };
  /** The argument `input`. Without rules it reaches `resolve` as given. */
  readonly input?: {
    readonly type: InputObjectRef<Types, Input>;
    readonly description: string;
    readonly rules?: z.ZodType<Request>;
  };
  /** An operation may contain only one guarded mutation. */
  readonly guarded?: true;
  /** It may change the list of grants. */
  readonly voidsScan?: true;
  /** It reads the list of grants itself. */
  readonly scansItself?: true;
  /** Its cost by its input, in addition to `@cost`. */
  readonly costByInput?: NonNullable<Extensions['costByInput']>;
  /** Directives of the field. Default of `@cost`: one upstream call. */
  readonly directives?: Partial<typeof SECRET & typeof ONE_CALL>;
  /** Directives of the result. A contract that excludes the payload excludes the result too. */
  readonly resultDirectives?: typeof SECRET;
  /**
   * The ids that the mutation concerns, for the audit log. None is a secret.
   *
   * @param payload undefined if the mutation failed or was refused
   */
  readonly auditedIds: (args: Args<Id, Input>, payload: Payload | undefined) => readonly (string | null | undefined)[];
  /** Counts of what it changed, for the audit log. */
  readonly auditedCounts?: (args: Args<Id, Input>, payload: Payload) => Readonly<Record<string, number | boolean>>;
  /** Makes the change. Issues that Telnyx reports get their path in `input`. */
  readonly resolve: (args: Args<Id, Request>, context: Context) => Promise<Payload>;
}

/** Adds a mutation to the graph. Its result is `XResult`: the payload, or one of the errors. */
export function defineMutation<Payload, Id extends string = never, Input = undefined, Request = Input>(
  name: string,
  mutation: Mutation<Payload, Id, Input, Request>,
): void {
  const { description, payload, errors, access, id, input, directives, resultDirectives } = mutation;
  const { guarded, voidsScan, scansItself, costByInput } = mutation;
  const result = payload.name.replace(/Payload$/, 'Result');
  const type = builder.errorUnion(result, {
    ...(resultDirectives && { directives: resultDirectives }),
    description: `Payload or error of ${result.replace(/Result$/, '')}.`,
    types: [payload, ...errors],
    resolveType: () => payload.name,
  });
  const { auditedIds, auditedCounts } = mutation as unknown as Audited;
  const resolve = async (_root: unknown, args: Args<Id, Input>, context: Context): Promise<Payload> => {
    await context.telnyx.authorize(access);
    if (!input) return mutation.resolve(args as unknown as Args<Id, Request>, context);
    const request = input.rules ? checked(input.rules, args.input) : args.input;
    return inInput(mutation.resolve({ ...args, input: request } as Args<Id, Request>, context));
  };
  builder.mutationField(name, (t) =>
    t.field({
      type,
      nullable: true,
      directives: { ...ONE_CALL, ...directives },
      ...(guarded && { guarded }),
      ...(voidsScan && { voidsScan }),
      ...(scansItself && { scansItself }),
      ...(costByInput && { costByInput }),
      ...(auditedCounts && { auditedCounts }),
      auditedIds,
      description,
      args: {
        ...(id && { [id.name]: t.arg.id({ required: true, description: id.description }) }),
        ...(input && { input: t.arg({ type: input.type, required: true, description: input.description }) }),
      },
      resolve: resolve as never,
    }),
  );
}

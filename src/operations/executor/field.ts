import { defaultFieldResolver, type GraphQLField, getNamedType, isAbstractType } from 'graphql';
import { compileArguments } from './coerce-inputs.ts';
import { failsLocated } from './complete-value.ts';
import { type Container, type ExecutionContext, isPromise, type Path } from './execution-context.ts';
import { compileSerializeLeaf } from './leaves.ts';
import { type FieldPlan, resolveInfo } from './resolve-info.ts';
import {
  type CompletePosition,
  compileHandleFieldError,
  compilePosition,
  type HandleFieldError,
} from './response-position.ts';
import type { CompleteValue } from './types.ts';

/**
 * Executes one field of an object and returns its completed value. A pending value of a nullable field is null for now
 * and is put `into` the object later; other pending values are promises. Throws, or rejects, where the error propagates
 * to the object.
 */
export type ExecuteField = (
  exeContext: ExecutionContext,
  source: unknown,
  prev: Path | undefined,
  into: Container,
) => unknown;

/** A selected field, and how its values are completed. */
export interface Selected extends FieldPlan {
  readonly completeValue: CompleteValue;
}

/** Compiles the execution of a field. @see GraphQL, section 6.4 */
export function compileField(selected: Selected): ExecuteField {
  const { field, key, parentType, nodes, completeValue } = selected;
  const handleFieldError = compileHandleFieldError(field.type, nodes, parentType.name);
  const completePosition = compilePosition(field.type, completeValue, failsLocated(field.type), handleFieldError);
  const resolve = compileResolver(selected, completePosition, handleFieldError);
  const member = memberOf(field);
  if (member === undefined) return resolve;
  const serializeLeaf = compileSerializeLeaf(field.type);
  return (exeContext, source, prev, into) => {
    let value: unknown;
    try {
      value = (source as Record<string, unknown> | null | undefined)?.[member];
    } catch (error) {
      return handleFieldError(exeContext, error, prev, key);
    }
    const taken = serializeLeaf?.(value);
    if (taken !== undefined) return taken;
    if (typeof value === 'function' || isPromise(value)) return resolve(exeContext, source, prev, into);
    return completePosition(exeContext, value, prev, key, undefined, into);
  };
}

/** The property of the object that the field exposes, if its resolver does nothing else. */
function memberOf({ extensions, resolve, name, type }: GraphQLField<unknown, unknown>): string | undefined {
  const { pothosExposedField } = extensions;
  if (isAbstractType(getNamedType(type))) return undefined;
  if (typeof pothosExposedField === 'string') return pothosExposedField;
  return resolve ? undefined : name;
}

function compileResolver(
  selected: Selected,
  completePosition: CompletePosition,
  handleFieldError: HandleFieldError,
): ExecuteField {
  const { field, key, nodes } = selected;
  const { resolve = defaultFieldResolver } = field;
  const coerceArgumentValues = compileArguments(field, nodes[0]!);
  return (exeContext, source, prev, into) => {
    const info = resolveInfo(selected, exeContext, prev);
    let value: unknown;
    try {
      value = resolve(source, coerceArgumentValues(exeContext.variableValues), exeContext.contextValue, info);
    } catch (error) {
      return handleFieldError(exeContext, error, prev, key);
    }
    return completePosition(exeContext, value, prev, key, info, into);
  };
}

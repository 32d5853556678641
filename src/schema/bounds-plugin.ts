import SchemaBuilder, {
  BasePlugin,
  type FieldRequiredness,
  type InputType,
  type PothosInputFieldConfig,
  type PothosInputFieldType,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import { ValidationError } from '../telnyx/errors.ts';
import { type Bounds, type Check, checkOfAll, numeral } from './input-bounds.ts';

declare global {
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      bounds: BoundsPlugin<Types>;
    }
    // biome-ignore-start lint/correctness/noUnusedVariables: declarations merge where their parameters have the same
    // names.
    interface InputFieldOptions<
      Types extends SchemaTypes = SchemaTypes,
      Type extends InputType<Types> | [InputType<Types>] = InputType<Types> | [InputType<Types>],
      Req extends FieldRequiredness<Type> = FieldRequiredness<Type>,
    > extends Bounds {}
    // biome-ignore-end lint/correctness/noUnusedVariables: see above.
  }
}

/** Maximum lengths of the scalars that are text. Each input of type `String` states its own. */
const LENGTHS: Readonly<Record<string, number | undefined>> = { ID: 256, URL: 2_048, OAuthSecret: 16_384 };

/**
 * The `maxLength` of items that are refused one by one, each at its own position, instead of the whole list.
 */
export const OWN_PLACE = Number.POSITIVE_INFINITY;

/**
 * Bounds the length of every text and list that callers may send. Its description states the bound, and a longer value
 * is a `ValidationError` at its path before it is used. The start fails for an input without a bound.
 */
class BoundsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onInputFieldConfig(config: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const typename = this.#nameOf(config.type);
    const isList = config.type.kind === 'List';
    const { maxItems, maxLength = LENGTHS[typename] } = config.pothosOptions as Bounds;
    if ((isList && maxItems === undefined) || (typename === 'String' && maxLength === undefined)) {
      throw new Error(`The input ${config.parentType}.${config.name} has no bound: give it maxLength or maxItems.`);
    }
    const isBounded = maxLength !== undefined && maxLength !== OWN_PLACE;
    const bounds: Bounds = { ...(isList && { maxItems }), ...(isBounded && { maxLength }) };
    return {
      ...config,
      description: [config.description, boundsText(bounds)].filter(Boolean).join(' '),
      extensions: { ...config.extensions, bounds },
    };
  }

  #nameOf(type: PothosInputFieldType<Types>): string {
    return type.kind === 'List' ? this.#nameOf(type.type) : this.builder.configStore.getTypeConfig(type.ref).name;
  }

  /** Runs inside of the errors plugin, which makes errors data. */
  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    return within(resolve, config);
  }
}

function boundsText({ maxItems, maxLength }: Bounds): string | undefined {
  const characters = maxLength === undefined ? undefined : `at most ${numeral(maxLength)} characters`;
  if (maxItems === undefined) return characters && `A${characters.slice(1)}.`;
  return `At most ${numeral(maxItems)} items${characters === undefined ? '' : `, each of ${characters}`}.`;
}

function within<Types extends SchemaTypes>(
  resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
  { args, name }: PothosOutputFieldConfig<Types>,
): typeof resolve {
  if (Object.keys(args).length === 0) return resolve;
  let check: Check | undefined;
  return (parent, given, context, info) => {
    check ??= checkOfAll(info.parentType.getFields()[name]!.args);
    const issues = check(given);
    if (issues.length > 0) throw new ValidationError(issues);
    return resolve(parent, given, context, info);
  };
}

SchemaBuilder.registerPlugin('bounds', BoundsPlugin);

import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type FieldRequiredness,
  type InputFieldMap,
  type InputType,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type PothosTypeConfig,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';

/** What a supergraph's router may ask for by its key alone. */
export interface Entity {
  /** Each a field that names one object. */
  readonly keys: readonly string[];
  /** Reads the object that a router's representation names; null where there is none. */
  resolveReference(key: object, context: Context, info: GraphQLResolveInfo): Promise<unknown>;
}

/** All entities of the graph, by their types' names. */
export const entities = new Map<string, Entity>();

/** What the options below become: directives that the graph's SDL for routers shows. */
interface Options {
  /** `@cost`: the weight of one value of the field. */
  cost?: number;
  /** `@listSize`: how many items a list can have. */
  listSize?: {
    assumedSize?: number;
    slicingArguments?: string[];
    sizedFields?: string[];
    requireOneSlicingArgument?: boolean;
  };
  /** `@shareable`: other subgraphs may have it too. */
  shareable?: boolean;
  /** `@tag`: what contract variants leave out, or keep. */
  tag?: string;
}

declare global {
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      federation: FederationPlugin<Types>;
    }
    // biome-ignore-start lint/correctness/noUnusedVariables: declarations merge where their parameters have the same
    // names.
    interface ObjectTypeOptions<Types extends SchemaTypes, Shape> extends Pick<Options, 'shareable' | 'tag'> {}
    interface FieldOptions<
      Types extends SchemaTypes,
      ParentShape,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveShape,
      ResolveReturnShape,
    > extends Options {}
    interface InputFieldOptions<
      Types extends SchemaTypes = SchemaTypes,
      Type extends InputType<Types> | [InputType<Types>] = InputType<Types> | [InputType<Types>],
      Req extends FieldRequiredness<Type> = FieldRequiredness<Type>,
    > extends Pick<Options, 'tag'> {}
    // biome-ignore-end lint/correctness/noUnusedVariables: see above.
  }
}

/**
 * The directives of Federation as options of types and fields. Pothos' own plugin for this prints the whole graph at
 * every start, and loads what checks a composition: together a fifth of the time to the first answer.
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives
 */
class FederationPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onTypeConfig(config: PothosTypeConfig): PothosTypeConfig {
    const keys = entities.get(config.name)?.keys ?? [];
    return withDirectives(
      config,
      keys.map((fields) => ({ name: 'key', args: { fields } })),
    );
  }

  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    return withDirectives(config, []);
  }

  override onInputFieldConfig(config: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    return withDirectives(config, []);
  }
}

interface Directive {
  readonly name: string;
  readonly args?: object;
}

function withDirectives<Config extends { pothosOptions: unknown; extensions?: unknown }>(
  config: Config,
  directives: readonly Directive[],
): Config {
  const { cost, listSize, shareable, tag } = config.pothosOptions as Options;
  const extensions = config.extensions as { directives?: readonly Directive[] } | undefined;
  const all: Directive[] = [...(extensions?.directives ?? []), ...directives];
  if (shareable) all.push({ name: 'shareable' });
  if (cost !== undefined) all.push({ name: 'cost', args: { weight: cost } });
  if (listSize) all.push({ name: 'listSize', args: listSize });
  if (tag !== undefined) all.push({ name: 'tag', args: { name: tag } });
  return { ...config, extensions: { ...extensions, directives: all } };
}

SchemaBuilder.registerPlugin('federation', FederationPlugin);

import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core';
import type { GraphQLFieldExtensions } from 'graphql';

/** Each policy is declared, as an extension of fields, by the code that enforces it. */
const POLICIES = [
  'auditedCounts',
  'auditedIds',
  'costByInput',
  'guarded',
  'isPublic',
  'scans',
  'scansFor',
  'scansClients',
  'scansItself',
  'voidsScan',
  'windows',
] as const;

type Policies = Pick<GraphQLFieldExtensions<unknown, unknown>, (typeof POLICIES)[number]>;

declare global {
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      policy: PolicyPlugin<Types>;
    }
    // biome-ignore-start lint/correctness/noUnusedVariables: declarations merge where their parameters have the same
    // names.
    interface FieldOptions<
      Types extends SchemaTypes,
      ParentShape,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveShape,
      ResolveReturnShape,
    > extends Policies {}
    // biome-ignore-end lint/correctness/noUnusedVariables: see above.
  }
}

/** Lets a field declare its policies: these options become extensions of the field in the schema. */
class PolicyPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const options = config.pothosOptions as Policies;
    const stated = POLICIES.filter((policy) => options[policy] !== undefined);
    if (stated.length === 0) return config;
    const policies = Object.fromEntries(stated.map((policy) => [policy, options[policy]]));
    return { ...config, extensions: { ...config.extensions, ...policies } };
  }
}

SchemaBuilder.registerPlugin('policy', PolicyPlugin);

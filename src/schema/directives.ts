/**
 * The directives of the subgraph's SDL, with their arguments and locations.
 *
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives
 */
export type Directives = {
  /** The weight of one value of the field. */
  cost: { locations: 'FIELD_DEFINITION'; args: { weight: number } };
  /** A field by which a router may request an object of the type. */
  key: { locations: 'OBJECT'; args: { fields: string } };
  link: { locations: 'SCHEMA'; args: { url: string; import: string[] } };
  /** The maximum number of items of a list. */
  listSize: {
    locations: 'FIELD_DEFINITION';
    args: {
      assumedSize?: number;
      slicingArguments?: string[];
      sizedFields?: string[];
      requireOneSlicingArgument?: boolean;
    };
  };
  /** Other subgraphs may have the type too. */
  shareable: { locations: 'OBJECT'; args: Record<string, never> };
  /** What contract variants exclude or include. */
  tag: {
    locations:
      | 'ARGUMENT_DEFINITION'
      | 'FIELD_DEFINITION'
      | 'INPUT_FIELD_DEFINITION'
      | 'INPUT_OBJECT'
      | 'OBJECT'
      | 'SCALAR'
      | 'UNION';
    args: { name: string };
  };
};

/** Marks a field or type that contains a secret. */
export const SECRET = { tag: { name: 'secret' } };

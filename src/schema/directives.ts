/**
 * The directives in the graph's SDL for routers, their arguments, and where they may stand.
 *
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives
 */
export type Directives = {
  /** The weight of one value of the field. */
  cost: { locations: 'FIELD_DEFINITION'; args: { weight: number } };
  /** A field by which a router may ask for an object of the type. */
  key: { locations: 'OBJECT'; args: { fields: string } };
  link: { locations: 'SCHEMA'; args: { url: string; import: string[] } };
  /** How many items a list can have. */
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
  /** What contract variants leave out, or keep. */
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

/** Marks what holds a secret. */
export const SECRET = { tag: { name: 'secret' } };

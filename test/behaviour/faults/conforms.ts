import {
  buildSchema,
  type DocumentNode,
  executeSync,
  type GraphQLSchema,
  isCompositeType,
  Kind,
  parse,
  print,
  printSchema,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The name under which each object of an answer says what it is. */
const TYPE = '__type_of_it';

/** The operation, with each object asked for its type. */
export function askingForTypes(schema: GraphQLSchema, source: string): string {
  const types = new TypeInfo(schema);
  const name = { kind: Kind.NAME, value: '__typename' } as const;
  const field = { kind: Kind.FIELD, name, alias: { kind: Kind.NAME, value: TYPE } } as const;
  return print(
    visit(
      parse(source),
      visitWithTypeInfo(types, {
        SelectionSet: (node) =>
          isCompositeType(types.getParentType()) ? { ...node, selections: [field, ...node.selections] } : undefined,
      }),
    ),
  );
}

/** Says whether data is an answer to an operation that {@link askingForTypes} made. */
export class Conformity {
  readonly #schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    // Without resolvers: only what the schema promises counts.
    this.#schema = buildSchema(printSchema(schema), { assumeValid: true });
  }

  /**
   * What is wrong with it: fields that are missing, that nobody asked for, or whose values do not fit; nulls where none
   * may be; errors whose path does not end in a null.
   */
  mistakesOf(source: string, variables: Record<string, unknown>, answer: Answer): string[] {
    const { data, errors = [] } = answer;
    const astray = errors.filter(({ path }) => path !== undefined && !endsInNull(data, path));
    const mistakes = astray.map(({ path }) => `the error at ${path?.join('.')} has data there`);
    if (data == null) return errors.length > 0 ? mistakes : [...mistakes, 'neither data nor errors'];
    const again = this.#execute(parse(source), variables, data);
    if (again.errors) return [...mistakes, ...again.errors.map((error) => error.message)];
    if (JSON.stringify(again.data) !== JSON.stringify(data)) mistakes.push('other fields than were asked for');
    return mistakes;
  }

  /** Carries the operation out on the answer itself: what comes out must be the answer. */
  #execute(document: DocumentNode, variableValues: Record<string, unknown>, rootValue: unknown) {
    return executeSync({
      schema: this.#schema,
      document,
      variableValues,
      rootValue,
      fieldResolver: (source, _args, _context, { path }) => source[path.key],
      typeResolver: (value: Record<string, string>) => value[TYPE],
    });
  }
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly path?: readonly (string | number)[] }[];
}

function endsInNull(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data;
  for (const key of path) {
    if (value == null) return true;
    value = (value as Record<string, unknown>)[key];
  }
  return value == null;
}

import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Numbers from 0 up to 1, the same for the same seed. */
export function randomness(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface RandomOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Values to put in place of a scalar: some that mean something, some that do not. */
export type Samples = Readonly<Record<string, readonly unknown[]>>;

const DEPTH = 6;
/** How often something is not as the schema wants it. */
const WRONG = 0.02;

/** Makes operations that the schema allows, but for a few mistakes. */
export class OperationMaker {
  readonly #schema: GraphQLSchema;
  readonly #samples: Samples;
  readonly #random: () => number;
  #variables: { declaration: string; name: string; value: unknown }[] = [];
  #fragments: string[] = [];
  #names = 0;

  constructor(schema: GraphQLSchema, samples: Samples, seed: number) {
    this.#schema = schema;
    this.#samples = samples;
    this.#random = randomness(seed);
  }

  make(): RandomOperation {
    this.#variables = [];
    this.#fragments = [];
    const isMutation = this.#chance(0.4);
    const type = isMutation ? this.#schema.getMutationType()! : this.#schema.getQueryType()!;
    const selection = this.#selection(type, 0);
    const declared = this.#variables.map(({ declaration }) => declaration);
    const head = `${isMutation ? 'mutation' : 'query'} Q${declared.length > 0 ? `(${declared.join(' ')})` : ''}`;
    return {
      query: [`${head} ${selection}`, ...this.#fragments].join('\n'),
      variables: Object.fromEntries(this.#variables.map(({ name, value }) => [name, value])),
    };
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)]!;
  }

  #selection(type: GraphQLNamedOutputType, depth: number): string {
    const parts = this.#chance(0.3) || isAbstractType(type) ? ['__typename'] : [];
    if (isAbstractType(type)) {
      for (const possible of this.#schema.getPossibleTypes(type)) {
        if (this.#chance(0.6)) parts.push(this.#fragment(possible.name, this.#selection(possible, depth + 1)));
      }
    }
    if ('getFields' in type) {
      const fields = Object.values(type.getFields());
      for (let count = 1 + Math.floor(this.#random() * 4); count > 0; count--) {
        parts.push(this.#field(this.#pick(fields), depth));
      }
    }
    return `{ ${parts.filter((part) => part !== '').join(' ') || '__typename'} }`;
  }

  #fragment(type: string, selection: string): string {
    if (!this.#chance(0.2)) return `... on ${type}${this.#directive()} ${selection}`;
    const name = `F${this.#names++}`;
    this.#fragments.push(`fragment ${name} on ${type} ${selection}`);
    return `...${name}${this.#directive()}`;
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    const isDeep = isCompositeType(type) && depth >= DEPTH;
    if (isDeep && isObjectType(type)) return '__typename';
    const given = field.args.filter((arg) => (isRequiredArgument(arg) ? !this.#chance(WRONG) : this.#chance(0.35)));
    const args = given.map((arg) => `${arg.name}: ${this.#argument(arg)}`);
    const alias = this.#chance(0.9) ? `a${this.#names++}: ` : '';
    const selection = isCompositeType(type) && !this.#chance(WRONG / 4) ? ` ${this.#selection(type, depth + 1)}` : '';
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(' ')})` : ''}${this.#directive()}${selection}`;
  }

  #directive(): string {
    if (!this.#chance(0.1)) return '';
    return ` @${this.#pick(['include', 'skip'])}(if: ${this.#variable('Boolean!', this.#chance(0.5))})`;
  }

  #argument({ type }: GraphQLArgument): string {
    const value = this.#value(type, 0);
    if (!this.#chance(0.2)) return this.#variable(String(type), value);
    return this.#literal(value);
  }

  #variable(type: string, value: unknown): string {
    const name = `v${this.#variables.length}`;
    this.#variables.push({ name, declaration: `$${name}: ${type}`, value });
    return `$${name}`;
  }

  /** Enum values and strings cannot be told apart any more: some come out right. */
  #literal(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map((item) => this.#literal(item)).join(' ')}]`;
    if (typeof value === 'object' && value !== null) {
      const members = Object.entries(value).filter(([name]) => /^\w+$/.test(name));
      return `{${members.map(([name, member]) => `${name}: ${this.#literal(member)}`).join(' ')}}`;
    }
    if (typeof value === 'string' && /^[A-Z_]{3,}$/.test(value)) return value;
    return JSON.stringify(value ?? null);
  }

  #value(type: GraphQLInputType, depth: number): unknown {
    if (this.#chance(WRONG)) return this.#pick([null, 1, '', 'x', [], {}, true, [[]], { a: 1 }, -1, 1e30, 0.5]);
    if (!isNonNullType(type) && this.#chance(0.15)) return null;
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      return Array.from({ length: Math.floor(this.#random() * 4) }, () => this.#value(nullable.ofType, depth + 1));
    }
    if (isEnumType(nullable)) return this.#pick(nullable.getValues()).name;
    if (isInputObjectType(nullable)) return this.#object(Object.values(nullable.getFields()), depth);
    return this.#pick(this.#samples[nullable.toString()] ?? ['x']);
  }

  #object(fields: readonly GraphQLInputField[], depth: number): Record<string, unknown> {
    const members = fields
      .filter(({ type }) => (isNonNullType(type) ? !this.#chance(WRONG) : this.#chance(0.5)))
      .map(({ name, type }): [string, unknown] => [name, this.#value(type, depth + 1)]);
    return Object.fromEntries(this.#chance(WRONG) ? [...members, ['unknown', 1]] : members);
  }
}

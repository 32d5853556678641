import type { GraphQLError } from 'graphql';
import { tooComplex } from './too-complex.ts';

/** Members of objects and items of lists in all variables of an operation together. */
const MAX_VALUES = 10_000;
/** Depth of lists and objects. */
const MAX_NESTING = 50;

type Holder = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Refuses variables that are too large or too deep, before they are coerced. */
export function refuseVariables(variables: Readonly<Record<string, unknown>>): GraphQLError | undefined {
  let values = 0;
  let nesting = 0;
  for (let holders = [variables as Holder]; holders.length > 0; nesting++) {
    if (nesting > MAX_NESTING) return tooComplex('nesting', MAX_NESTING);
    const inner: Holder[] = [];
    for (const holder of holders) {
      for (const key in holder) {
        values++;
        const value = holder[key as never] as unknown;
        if (typeof value === 'object' && value !== null) inner.push(value as Holder);
      }
      if (values > MAX_VALUES) return tooComplex('variables', MAX_VALUES);
    }
    holders = inner;
  }
  return undefined;
}

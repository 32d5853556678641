import { type OperationDefinitionNode, valueFromASTUntyped } from 'graphql';
import type { Amount } from './amount.ts';
import { charactersIn } from './characters.ts';

/** Evaluates a measure with the variables of a request, uncoerced. */
export type Measured = (variables: Readonly<Record<string, unknown>>) => number;

/** Turns an amount into a function of the operation's variables, with their defaults. */
export function measured({ variableDefinitions = [] }: OperationDefinitionNode, amount: Amount): Measured {
  if (typeof amount === 'number') return () => amount;
  const defaults = new Map(
    variableDefinitions.map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue && valueFromASTUntyped(defaultValue),
    ]),
  );
  return (variables) => {
    const variable = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : defaults.get(name));
    let characters: Map<string, number> | undefined;
    const charactersOf = (name: string): number => {
      characters ??= new Map();
      const counted = characters.get(name) ?? charactersIn(variable(name));
      characters.set(name, counted);
      return counted;
    };
    return amount({ variable, charactersOf, memo: [] });
  };
}

import { type OperationDefinitionNode, valueFromASTUntyped } from 'graphql';
import type { Amount } from './amount.ts';
import { charactersIn } from './characters.ts';

/** What an operation comes to with these variables, as they were sent. Nothing is called, whatever they are. */
export type Measured = (variables: Readonly<Record<string, unknown>>) => number;

/** An amount with the operation's variables, or its defaults for them. */
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

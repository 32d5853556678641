import { type ArgumentNode, type FieldNode, print, type ValueNode } from 'graphql';

/** The field's name, arguments and `@stream` directives in a canonical form. */
export function signatureOf({ name, arguments: given, directives = [] }: FieldNode): string {
  const streams = directives.filter((directive) => directive.name.value === 'stream');
  return [name.value, argumentsOf(given), ...streams.map((directive) => argumentsOf(directive.arguments))].join('');
}

function argumentsOf(given: readonly ArgumentNode[] = []): string {
  return `(${given.map(({ name, value }) => `${name.value}: ${canonical(value)}`).sort()})`;
}

/** Members of objects are in no order. */
function canonical(value: ValueNode): string {
  if (value.kind === 'ListValue') return `[${value.values.map(canonical)}]`;
  if (value.kind !== 'ObjectValue') return print(value);
  return `{${value.fields.map((field) => `${field.name.value}: ${canonical(field.value)}`).sort()}}`;
}

import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql';
import type { InputIssue } from '../telnyx/errors.ts';

/** Maximum size of a value that callers send. */
export interface Bounds {
  /** Length of a text, or of each text of a list, in UTF-16 code units. */
  readonly maxLength?: number | undefined;
  /** Number of items of a list. */
  readonly maxItems?: number | undefined;
}

/** An issue for each part of a value that is too large, with its path in the value. */
export type Check = (value: unknown) => readonly InputIssue[];

const NONE: readonly InputIssue[] = [];

/** Checks an object with these members: the arguments of a field, or an input object. */
export function checkOfAll(inputs: readonly (GraphQLArgument | GraphQLInputField)[]): Check {
  const checks = inputs.flatMap(({ name, type, extensions }) => {
    const check = checkOf(type, name, (extensions.bounds ?? {}) as Bounds);
    return check ? [{ name, check }] : [];
  });
  return (value) => {
    let issues = NONE;
    for (const { name, check } of checks) {
      const member = (value as Record<string, unknown>)[name];
      if (member != null) issues = withPart(issues, name, check(member));
    }
    return issues;
  };
}

/** Undefined: values of this type have a bounded size. */
function checkOf(type: GraphQLInputType, name: string, { maxLength, maxItems }: Bounds): Check | undefined {
  const nullable = getNullableType(type);
  if (isListType(nullable))
    return checkOfList(checkOf(nullable.ofType, `An item of ${name}`, { maxLength }), name, maxItems);
  if (isInputObjectType(nullable)) return checkOfAll(Object.values(nullable.getFields()));
  if (maxLength === undefined) return undefined;
  const issues = tooBig(`${name} has more than ${numeral(maxLength)} characters.`);
  return (value) => (typeof value === 'string' && value.length > maxLength ? issues : NONE);
}

function checkOfList(check: Check = () => NONE, name: string, maxItems = Number.POSITIVE_INFINITY): Check {
  const issues = tooBig(`${name} has more than ${numeral(maxItems)} items.`);
  return (value) => {
    const items = value as readonly unknown[];
    if (items.length > maxItems) return issues;
    return items.reduce((found: typeof NONE, item, index) => withPart(found, index, check(item)), NONE);
  };
}

function tooBig(message: string): readonly InputIssue[] {
  return [{ path: [], code: 'too_big', message }];
}

function withPart(issues: typeof NONE, key: string | number, ofPart: typeof NONE): typeof NONE {
  if (ofPart.length === 0) return issues;
  return [...issues, ...ofPart.map((issue) => ({ ...issue, path: [key, ...issue.path] }))];
}

/** Formats a number with separators: `2,048`. */
export function numeral(value: number): string {
  return value.toLocaleString('en');
}

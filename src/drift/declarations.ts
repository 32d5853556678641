import { Tokens } from './tokens.ts';
import { readMembers, readType, readTypes, type Written, type WrittenMember } from './written.ts';

export interface Interface {
  readonly parameters: readonly string[];
  readonly extended: readonly Written[];
  readonly members: readonly WrittenMember[];
}

/** A method of a class: the types that it takes, and the one that it returns. */
export interface Method {
  readonly takes: readonly Written[];
  readonly returns: Written;
}

/** The declarations of a file. Names in a namespace are dotted. */
export interface Declarations {
  readonly interfaces: Map<string, Interface>;
  readonly aliases: Map<string, Written>;
  readonly classes: Map<string, ReadonlyMap<string, Method>>;
}

/** Keywords before a declaration, and first tokens of statements that declare no type. */
const MODIFIERS = ['export', 'declare', 'abstract'];
const TYPELESS = ['import', 'const', '*', '{'];

/**
 * Reads the kinds of TypeScript declarations that Telnyx' generator writes: interfaces, aliases, namespaces, and the
 * methods of classes.
 *
 * @throws {SourceError} The file holds anything else: it is not ignored.
 */
export function readDeclarations(text: string, file: string): Declarations {
  const declarations: Declarations = { interfaces: new Map(), aliases: new Map(), classes: new Map() };
  const tokens = new Tokens(text, file);
  while (!tokens.isOver) readStatement(tokens, '', declarations);
  return declarations;
}

function readStatement(tokens: Tokens, space: string, into: Declarations): void {
  while (MODIFIERS.includes(tokens.next)) tokens.take();
  if (TYPELESS.includes(tokens.next)) {
    tokens.skipTo(';');
    return;
  }
  const keyword = tokens.next;
  tokens.take();
  const name = space + tokens.next;
  tokens.take();
  switch (keyword) {
    case 'namespace':
      tokens.take('{');
      while (!tokens.takes('}')) readStatement(tokens, `${name}.`, into);
      return;
    case 'interface': {
      const parameters = readParameters(tokens);
      const extended = tokens.takes('extends') ? readTypes(tokens) : [];
      into.interfaces.set(name, { parameters, extended, members: readMembers(tokens) });
      return;
    }
    case 'type':
      readParameters(tokens);
      tokens.take('=');
      into.aliases.set(name, readType(tokens));
      tokens.take(';');
      return;
    case 'class':
      readParameters(tokens);
      for (const word of ['extends', 'implements']) if (tokens.takes(word)) readTypes(tokens);
      into.classes.set(name, readMethods(tokens));
      return;
    default:
      tokens.fail(`a declaration after ${keyword}`);
  }
}

function readParameters(tokens: Tokens): string[] {
  if (!tokens.takes('<')) return [];
  const names: string[] = [];
  while (!tokens.takes('>')) {
    names.push(tokens.take());
    if (tokens.takes('extends')) readType(tokens);
    if (tokens.takes('=')) readType(tokens);
    tokens.takes(',');
  }
  return names;
}

function readMethods(tokens: Tokens): Map<string, Method> {
  const methods = new Map<string, Method>();
  tokens.take('{');
  while (!tokens.takes('}')) {
    const name = tokens.take();
    if (tokens.next === '(' && name !== 'constructor') methods.set(name, readMethod(tokens));
    else tokens.skipTo(';');
  }
  return methods;
}

function readMethod(tokens: Tokens): Method {
  const takes: Written[] = [];
  tokens.take('(');
  while (!tokens.takes(')')) {
    tokens.take();
    tokens.takes('?');
    tokens.take(':');
    takes.push(readType(tokens));
    tokens.takes(',');
  }
  tokens.take(':');
  const returns = readType(tokens);
  tokens.take(';');
  return { takes, returns };
}

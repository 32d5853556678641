import { readFileSync } from 'node:fs';
import { type Facts, Gathered, SourceError, sortedMembers } from './facts.ts';
import { type Member, membersOf, type Type, textOf } from './types.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** Paths of the OAuth operations among all of Telnyx'. */
const OAUTH = /^\/(oauth|\.well-known\/oauth)/;
/** Depth at which recursive references end. */
const MAX_DEPTH = 16;

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the facts of an OpenAPI 3 document in JSON.
 *
 * @throws {SourceError} The document cannot be read, or describes no OAuth operation.
 */
export function readOpenApi(file: string): Facts {
  const document = parse(file);
  const paths = objectOf(document.paths);
  const gathered = new Gathered();
  for (const [path, item] of Object.entries(paths).filter(([path]) => OAUTH.test(path))) {
    const shared = listOf(objectOf(item).parameters);
    for (const [method, value] of Object.entries(objectOf(item)).filter(([name]) => METHODS.includes(name))) {
      const operation = objectOf(value);
      const parameters = [...shared, ...listOf(operation.parameters)].map((each) => resolve(document, each));
      gathered.add(method.toUpperCase(), path, {
        parameters: sortedMembers(
          parameters
            .filter((parameter) => parameter.in === 'query')
            .map(({ name, required, schema }) => [
              `${name}${required === true ? '' : '?'}`,
              textOf(typeOf(document, schema)),
            ]),
        ),
        request: sortedMembers(membersOf(bodyOf(document, operation.requestBody))),
        response: sortedMembers(membersOf(bodyOf(document, successOf(operation.responses)))),
      });
    }
  }
  if (Object.keys(gathered.operations).length === 0) throw new SourceError(`${file} describes no OAuth operation`);
  return { version: String(objectOf(document.info).version ?? 'unknown'), operations: gathered.operations };
}

function parse(file: string): Json {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new SourceError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    return objectOf(JSON.parse(text));
  } catch {
    throw new SourceError(`${file} is not JSON: convert a YAML document first`);
  }
}

/** The first response of success. */
function successOf(responses: unknown): unknown {
  return Object.entries(objectOf(responses)).find(([status]) => /^2/.test(status))?.[1];
}

function bodyOf(document: Json, value: unknown): Type {
  const [media] = Object.values(objectOf(resolve(document, value).content));
  return typeOf(document, objectOf(media).schema);
}

function typeOf(document: Json, value: unknown, depth = 0): Type {
  const schema = resolve(document, value);
  if (depth > MAX_DEPTH) return plain('any');
  const types = [schema.type].flat().filter((type) => type !== undefined);
  const nullable = schema.nullable === true || types.includes('null');
  const type = bareTypeOf(document, schema, types.find((each) => each !== 'null') as string | undefined, depth);
  return nullable ? { kind: 'nullable', type } : type;
}

function bareTypeOf(document: Json, schema: Json, type: string | undefined, depth: number): Type {
  const values = 'const' in schema ? [schema.const] : listOf(schema.enum).filter((each) => each !== null);
  if (values.length > 0) return { kind: 'literals', values: values.map(String) };
  if (type === 'array') return { kind: 'array', items: typeOf(document, schema.items, depth + 1) };
  const parts = listOf(schema.allOf).map((part) => typeOf(document, part, depth + 1));
  if (type === 'object' || schema.properties !== undefined || parts.length > 0) {
    const members = new Map<string, Member>();
    for (const part of parts)
      if (part.kind === 'object') for (const [name, each] of part.members) members.set(name, each);
    const required = listOf(schema.required);
    for (const [name, each] of Object.entries(objectOf(schema.properties))) {
      members.set(name, { type: typeOf(document, each, depth + 1), optional: !required.includes(name) });
    }
    return { kind: 'object', members };
  }
  const choices = [...listOf(schema.oneOf), ...listOf(schema.anyOf)].map((each) => typeOf(document, each, depth + 1));
  if (choices.length > 0) return plain([...new Set(choices.map(textOf))].toSorted().join(' | '));
  return plain(type === 'integer' || type === 'number' ? `number${boundsOf(schema)}` : (type ?? 'any'));
}

function boundsOf({ minimum, maximum }: Json): string {
  return maximum === undefined ? '' : ` (${minimum ?? ''} to ${maximum})`;
}

const plain = (text: string): Type => ({ kind: 'plain', text });

/** Resolves a local reference. Any other object is returned as it is. */
function resolve(document: Json, value: unknown): Json {
  let at = objectOf(value);
  for (let steps = 0; typeof at.$ref === 'string' && steps < MAX_DEPTH; steps++) {
    const path = at.$ref.replace(/^#\//, '').split('/');
    at = path.reduce((from, name) => objectOf(from[name.replaceAll('~1', '/').replaceAll('~0', '~')]), document);
  }
  return at;
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

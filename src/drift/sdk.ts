import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Declarations, type Method, readDeclarations } from './declarations.ts';
import { expand } from './expand.ts';
import { type Facts, Gathered, type Members, SourceError, sortedMembers } from './facts.ts';
import { membersOf } from './types.ts';
import type { Written } from './written.ts';

/** The files of the OAuth resources, and of what they return. New resources are found by these names. */
const RESOURCES = ['resources/{oauth,well-known}*.d.ts', 'resources/{oauth,well-known}*/**/*.d.ts'];
/** The file with the pages of lists, which old packages lack. */
const SHARED = 'core/pagination.d.ts';

/** A method that makes a call: its name, the HTTP method, and the path. */
const CALL =
  /^ {4}(\w+)\([^\n]*\) \{\n(?: {8}const [^\n]*\n)*? {8}return this\._client\.(\w+)\((?:path )?[`']([^`'\n]+)[`']/gm;

/**
 * Reads the facts of an unpacked `telnyx` package, from its types and the paths that its code sends.
 *
 * @throws {SourceError} The package cannot be read, or is another one.
 */
export function readSdk(folder: string): Facts {
  const { name, version } = JSON.parse(readText(join(folder, 'package.json')));
  if (name !== 'telnyx') throw new SourceError(`${folder} holds another package than telnyx`);
  const files = RESOURCES.flatMap((pattern) => globSync(pattern, { cwd: folder })).toSorted();
  if (files.length === 0) throw new SourceError(`${folder} has no OAuth resource`);
  const shared = globSync(SHARED, { cwd: folder });
  const declared = [...files, ...shared].map((file) => ({
    file,
    ...readDeclarations(readText(join(folder, file)), file),
  }));
  const known = joined(declared);
  const gathered = new Gathered();
  for (const { file, classes } of declared) {
    if (file === SHARED || classes.size === 0) continue;
    const calls = callsOf(readText(join(folder, file.replace(/\.d\.ts$/, '.mjs'))));
    for (const methods of classes.values()) {
      for (const [methodName, method] of methods) {
        const call = calls.get(methodName);
        if (!call) throw new SourceError(`${file}: the code of ${methodName} does not show which call it makes`);
        const given = sortedMembers(membersOf(expand(paramsOf(method), known)));
        const reads = call.method === 'GET' || call.method === 'DELETE';
        gathered.add(call.method, call.path, {
          parameters: reads ? given : NONE,
          request: reads ? NONE : given,
          response: sortedMembers(membersOf(expand(resultOf(method), known))),
        });
      }
    }
  }
  return { version, operations: gathered.operations };
}

const NONE: Members = {};
const NOTHING: Written = { kind: 'name', name: 'void', given: [] };

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SourceError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function joined(declared: readonly Declarations[]): Declarations {
  return {
    interfaces: new Map(declared.flatMap(({ interfaces }) => [...interfaces])),
    aliases: new Map(declared.flatMap(({ aliases }) => [...aliases])),
    classes: new Map(),
  };
}

function callsOf(code: string): Map<string, { method: string; path: string }> {
  const calls = [...code.matchAll(CALL)].map(([, name, verb, path]) => {
    const method = verb === 'getAPIList' ? 'GET' : verb!.toUpperCase();
    return [
      name!,
      { method, path: path!.replaceAll(/\$\{(?:\w+\.)?(\w+)\}/g, (_, each) => `{${snakeCase(each)}}`) },
    ] as const;
  });
  return new Map(calls);
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The parameters that a method takes besides those of the path. */
function paramsOf({ takes }: Method): Written {
  return takes.flatMap((type) => (type.kind === 'union' ? type.of : [type])).find(isParams) ?? NOTHING;
}

function isParams(type: Written): boolean {
  return type.kind === 'name' && type.name.endsWith('Params');
}

/** The type that a method's promise resolves to; for a list, its page. */
function resultOf({ returns }: Method): Written {
  return returns.kind === 'name' ? (returns.given[0] ?? NOTHING) : NOTHING;
}

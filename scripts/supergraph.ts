import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** One part of a supergraph. */
export interface Subgraph {
  /** Unique in the supergraph; query plans and error messages call it so. */
  readonly name: string;
  /** Where routers reach it. */
  readonly url: string;
  readonly sdl: string;
}

/** A supergraph, as routers read it. */
export interface Supergraph {
  readonly sdl: string;
  /** What the composer would look at twice; nothing that keeps it from running. */
  readonly hints: readonly string[];
}

/** Puts subgraphs together by Apollo's composer. Throws an `Error` that lists all that keeps them apart. */
export function composeSupergraph(subgraphs: readonly Subgraph[]): Supergraph {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
  const { errors, supergraphSdl, hints } = composeServices(services);
  if (errors) throw new Error(['These subgraphs do not compose:', ...errors.map(String)].join('\n'));
  return { sdl: supergraphSdl, hints: hints.map(String) };
}

/** Reads `NAME URL FILE`, as often as given. */
function subgraphsOf(words: readonly string[]): Subgraph[] {
  if (words.length === 0 || words.length % 3 !== 0) {
    throw new Error('Usage: npm run -s supergraph -- NAME URL SDL_FILE [NAME URL SDL_FILE ...] > supergraph.graphql');
  }
  return Array.from({ length: words.length / 3 }, (_, index) => {
    const [name, url, file] = words.slice(index * 3) as [string, string, string];
    return { name, url, sdl: readFileSync(file, 'utf8') };
  });
}

if (import.meta.main) {
  try {
    const { sdl, hints } = composeSupergraph(subgraphsOf(process.argv.slice(2)));
    for (const hint of hints) console.error(hint);
    process.stdout.write(sdl);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

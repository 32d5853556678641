import type { GraphQLSchema } from 'graphql';
import { errorChapter } from './error-chapter.ts';
import { linksOf } from './links.ts';
import { operationChapters } from './operations.ts';
import { renderPage } from './page.ts';
import { typeChapters } from './types.ts';

/** Where the page will be. */
export interface Surroundings {
  /** Address of GraphiQL, from the page. Default: there is none. */
  readonly graphiql?: string;
}

/**
 * The reference of the graph as one page of HTML. It names its style, scripts and icon as files beside it, and nothing of
 * another host.
 */
export function printReference(schema: GraphQLSchema, { graphiql }: Surroundings = {}): string {
  const links = linksOf(schema);
  const chapters = [...operationChapters(schema, links, graphiql), ...typeChapters(schema, links), errorChapter(links)];
  return renderPage(chapters, graphiql);
}

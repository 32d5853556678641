import { type DocumentNode, type GraphQLError, Source } from 'graphql';

/**
 * The text of a document, in which graphql-js cannot count lines once it is parsed: it counts them for each error of a
 * node, even for errors that are never shown. {@link placeOf} restores the text for those that are.
 */
export class DocumentSource extends Source {
  readonly whole: Source;

  constructor(text: string) {
    super(text);
    this.whole = new Source(text);
  }

  /** Hides the text, once it is parsed. */
  close(): void {
    this.body = '';
  }
}

function wholeOf(source: Source | undefined): Source | undefined {
  return source instanceof DocumentSource ? source.whole : source;
}

/** The text that a document was parsed from. */
export function textOf({ loc }: DocumentNode): string {
  return wholeOf(loc?.source)?.body ?? '';
}

/** The source and positions of an error, for its locations. */
export function placeOf({ source, positions }: GraphQLError): Pick<GraphQLError, 'source' | 'positions'> {
  return { source: wholeOf(source), positions };
}

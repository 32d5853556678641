import { type DocumentNode, type GraphQLError, Source } from 'graphql';

/**
 * The text of a document, in which errors cannot count lines once it was parsed: graphql-js counts them anew for each
 * error that is made for a node, however many are never shown. {@link placeOf} is for those that are.
 */
export class DocumentSource extends Source {
  readonly whole: Source;

  constructor(text: string) {
    super(text);
    this.whole = new Source(text);
  }

  /** The text is parsed. */
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

/** What an error is made of to say where it stands. */
export function placeOf({ source, positions }: GraphQLError): Pick<GraphQLError, 'source' | 'positions'> {
  return { source: wholeOf(source), positions };
}

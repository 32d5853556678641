import { Lexer, Source, TokenKind } from 'graphql';
import { Html, html } from './html.ts';

const KEYWORDS = /^(query|mutation|fragment|on)$/;

/** A GraphQL document with its tokens marked by classes. */
export function highlightDocument(text: string): Html {
  const lexer = new Lexer(new Source(text));
  const pieces: Html[] = [];
  let at = 0;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    const { kind, start, end, value = '' } = token;
    pieces.push(html`${text.slice(at, start)}`, marked(classOf(kind, value), text.slice(start, end)));
    at = end;
  }
  return new Html(pieces.map((piece) => piece.text).join('') + text.slice(at));
}

function classOf(kind: TokenKind, value: string): string {
  if (kind === TokenKind.STRING || kind === TokenKind.BLOCK_STRING) return 's';
  if (kind === TokenKind.INT || kind === TokenKind.FLOAT) return 'n';
  if (kind !== TokenKind.NAME) return kind === TokenKind.DOLLAR ? 'v' : '';
  if (KEYWORDS.test(value)) return 'k';
  return /^[A-Z][A-Z_]+$|^(true|false|null)$/.test(value) ? 'n' : /^[A-Z]/.test(value) ? 't' : '';
}

/** A list of scalars that fits on a line. */
const SHORT_LIST = /\[\n(?=[^[\]{}]{1,90}\])[^[\]{}]*\]/g;

/** A value as JSON, with its tokens marked by classes. */
export function highlightJson(value: unknown): Html {
  const text = JSON.stringify(value, null, 2).replaceAll(SHORT_LIST, (list) =>
    list.replaceAll(/(?<=\[)\s+|\s+(?=\])/g, '').replaceAll(/\n\s+/g, ' '),
  );
  const pieces = [...text.matchAll(/("(?:[^"\\]|\\.)*")(:?)|\b(?:true|false|null)\b|-?\d[\d.eE+-]*|[^"\w-]+/g)].map(
    ([whole, string, colon]) => {
      if (string !== undefined) return html`${marked(colon ? 'p' : 's', string)}${colon}`;
      return marked(/^[\w-]/.test(whole) ? 'n' : '', whole);
    },
  );
  return new Html(pieces.map((piece) => piece.text).join(''));
}

function marked(name: string, text: string): Html {
  return name === '' ? html`${text}` : html`<i class="${name}">${text}</i>`;
}

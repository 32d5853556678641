import { Html, html } from './html.ts';

/** What descriptions may point to, by name. */
export type Links = ReadonlyMap<string, string>;

const MARKED = /`([^`]+)`|\bRFC (\d{4})( section (\d+(?:\.\d+)*))?/g;

/** A description: code as code, names of root fields and types as links to them, RFCs as links to their sections. */
export function prose(text: string, links: Links): Html {
  const pieces: Html[] = [];
  let at = 0;
  for (const match of text.matchAll(MARKED)) {
    const [whole, code, rfc, , section] = match;
    pieces.push(html`${text.slice(at, match.index)}`);
    pieces.push(code === undefined ? rfcLink(whole, rfc!, section) : codeLink(code, links));
    at = match.index + whole.length;
  }
  pieces.push(html`${text.slice(at)}`);
  return new Html(pieces.map((piece) => piece.text).join(''));
}

function codeLink(code: string, links: Links): Html {
  const target = links.get(code);
  return target === undefined ? html`<code>${code}</code>` : html`<a href="#${target}"><code>${code}</code></a>`;
}

function rfcLink(text: string, rfc: string, section: string | undefined): Html {
  const fragment = section === undefined ? '' : `#section-${section}`;
  return html`<a href="https://www.rfc-editor.org/rfc/rfc${rfc}${fragment}" rel="noreferrer">${text}</a>`;
}

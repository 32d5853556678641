import { ERRORS } from './errors.ts';
import { html } from './html.ts';
import { type Links, prose } from './prose.ts';
import type { Chapter } from './types.ts';

/** The chapter on the codes of errors at the top of a response. */
export function errorChapter(links: Links): Chapter {
  const codes = Object.entries(ERRORS).map(([code, told]) => ({ code, anchor: `errors.${code}`, ...told }));
  const rows = codes.map(
    ({ code, anchor, means, remedy }) => html`<div class="member" id="${anchor}">
<dt><a href="#${anchor}">${code}</a></dt>
<dd>${prose(means, links)} <span class="remedy">${prose(remedy, links)}</span></dd>
</div>`,
  );
  const body = html`<section class="type">
<p>A query returns null for what does not exist, and a mutation returns refusals as members of its union. Everything else
is an error at the top of the response, with <code>extensions.code</code> and <code>extensions.traceId</code>.</p>
<dl>${rows}</dl>
</section>`;
  return {
    title: 'Error codes',
    anchor: 'errors',
    entries: codes.map(({ code, anchor }) => ({ anchor, name: code })),
    body,
  };
}

import { type Html, html, join } from './html.ts';
import type { Chapter } from './types.ts';

const TITLE = 'Telnyx OAuth: GraphQL reference';

/** The page, of its chapters. */
export function renderPage(chapters: readonly Chapter[], graphiql: string | undefined): string {
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${TITLE}</title>
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="base.css">
<link rel="stylesheet" href="frame.css">
<link rel="stylesheet" href="content.css">
<script defer src="search.js"></script>
<script defer src="reference.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<button id="menu" type="button" aria-expanded="false" aria-controls="contents" hidden>Contents</button>
<a class="brand" href="#main"><img src="icon.svg" alt="" width="28" height="28"><span class="name">Telnyx OAuth <small>GraphQL reference</small></span></a>
<search id="search" hidden>
<input id="query" type="search" role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list" aria-label="Search" placeholder="Search" autocomplete="off" spellcheck="false">
<kbd aria-hidden="true">/</kbd>
<ul id="found" role="listbox" aria-label="Results" hidden></ul>
<p id="count" role="status" class="unseen"></p>
</search>
${graphiql !== undefined && html`<a class="graphiql" href="${graphiql}">GraphiQL</a>`}
</header>
<nav id="contents" aria-label="Contents">
<ul>
<li><a href="#start">Start</a></li>
<li><a href="#cost">What it costs</a></li>
</ul>
${chapters.map(contentsOf)}
</nav>
<main id="main" tabindex="-1">
${intro(chapters)}
${chapters.map(
  ({ title, anchor, body }) => html`<div class="chapter">
<h2 id="${anchor}">${title}</h2>
${body}
</div>`,
)}
</main>
</body>
</html>`.text
  }\n`;
}

function contentsOf({ title, anchor, entries }: Chapter): Html {
  return html`<details${/^(Query|Mutation)$/.test(anchor) && html` open`}>
<summary>${title} <span class="many">${entries.length}</span></summary>
<ul>
${entries.map(({ anchor, name }) => html`<li><a href="#${anchor}">${breakable(name)}</a></li>`)}
</ul>
</details>`;
}

/** A name that may break between its words. */
function breakable(name: string): Html {
  const words = name.split(/(?<=[a-z])(?=[A-Z])|(?<=_)/).map((word) => html`${word}`);
  return join(words, '<wbr>');
}

function intro(chapters: readonly Chapter[]): Html {
  return html`<section id="start" class="intro">
<h1>GraphQL reference</h1>
<p class="lead">The Telnyx OAuth REST API as one graph: clients, grants, tokens, consent, discovery. Every root field has an
example that the tests of the gateway run on its sandbox, with the response, the price and the REST calls that they
found.</p>
<p class="tiles">${chapters.map(({ title, anchor, entries }) => html`<a href="#${anchor}">${title} <span class="many">${entries.length}</span></a>`)}</p>
<h2>Start</h2>
<p>Send operations by POST to <code>/graphql</code>, with a Telnyx API v2 key as the bearer. On the sandbox it is
<code>KEYsandboxAlice</code>.</p>
<figure><figcaption><span>Shell</span></figcaption>
<pre tabindex="0" role="region" aria-label="A first request"><code>curl http://127.0.0.1:4000/graphql \\
  -H 'authorization: Bearer KEYsandboxAlice' \\
  -H 'content-type: application/json' \\
  -d '{ "query": "{ oauthClients(first: 3) { totalCount nodes { clientId name } } }" }'</code></pre></figure>
<ul>
<li><b>Lists</b> are Relay connections: 20 items unless <code>first</code> or <code>last</code> say otherwise, at most
100. Give <code>endCursor</code> as <code>after</code> for the next page.</li>
<li><b>Refusals</b> by a mutation are data: select <code>... on <a href="#OAuthError">OAuthError</a></code> in each
result. Queries return null for what does not exist. Faults are <a href="#errors">errors with a code</a>.</li>
<li><b>Secrets</b> have a type, <a href="#OAuthSecret">OAuthSecret</a>: accepted only as variables, returned only by
mutations.</li>
<li><b>Ids</b>: <code>clientId</code> and <code>grantId</code> are Telnyx’, and what arguments take. <code>id</code> is
for caches and for <a href="#Query.node">node</a>.</li>
</ul>
</section>
<section id="cost" class="intro">
<h2>What it costs</h2>
<p>Each response tells its price in <code>extensions.cost</code>, and what it may cost at the most. A REST call is 10, an
object 1, a scalar nothing; a list counts as often as it can have items. The price of a field here is that of its
<code>@cost</code>, which is what the calls for it may come to; the price below an example is what the gateway asked for
the whole operation, and the calls are those that it made, by a gateway that has read the lists before.</p>
<p>On the sandbox, and with the header <code>x-upstream-trace: true</code> everywhere, <code>extensions.upstream</code>
lists the REST calls of your own operation.</p>
</section>`;
}

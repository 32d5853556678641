import { type GraphQLNamedType, type GraphQLSchema, getNamedType, isUnionType } from 'graphql';
import { priceOf } from '../../src/operations/limits/price.ts';
import { highlightDocument, highlightJson } from './highlight.ts';
import { type Html, html, join } from './html.ts';
import { typeLink } from './links.ts';
import { Members } from './members.ts';
import { type Links, prose } from './prose.ts';
import { needsCredential, type RootField, rootFieldsOf } from './root-fields.ts';
import { type Example, readExamples, readRun } from './run.ts';
import { type Chapter, linked } from './types.ts';

/**
 * Chapters on what clients ask for at the root, each field with its example.
 *
 * @param graphiql address of GraphiQL, from the page; undefined: there is none
 */
export function operationChapters(schema: GraphQLSchema, links: Links, graphiql: string | undefined): Chapter[] {
  const members = new Members(links);
  const examples = new Map(readExamples().map((example) => [example.field, example]));
  const chapter = (title: string, owner: string): Chapter => {
    const fields = rootFieldsOf(schema).filter(({ name }) => links.get(name) === `${owner}.${name}`);
    const sections = fields.map((field) => {
      const anchor = `${owner}.${field.name}`;
      return html`<section id="${anchor}" class="operation">
<h3><a href="#${anchor}">${field.name}</a> <span class="kind">${owner.toLowerCase()}</span></h3>
<div class="what">
<p>${prose(field.description ?? '', links)}</p>
${factsOf(field)}
${field.args.length > 0 && html`<h4>Arguments</h4>\n${members.inputs(anchor, field.args)}`}
<h4>Returns</h4>
<p class="returns">${typeLink(field.type)}${resultsOf(getNamedType(field.type))}</p>
</div>
${exampleOf(existing(examples.get(field.name), field.name), graphiql)}
</section>`;
    });
    const entries = fields.map(({ name }) => ({ anchor: `${owner}.${name}`, name }));
    return { title, anchor: owner, entries, body: html`${sections}` };
  };
  return [chapter('Queries', 'Query'), chapter('Mutations', 'Mutation')];
}

function existing(example: Example | undefined, field: string): Example {
  if (!example) throw new Error(`${field} needs an example: scripts/reference/examples/${field}.graphql`);
  return example;
}

function factsOf(field: RootField): Html {
  const { weight, listSize } = priceOf(field);
  const [argument] = listSize?.sizedFields ? [] : (listSize?.slicingArguments ?? []);
  return html`<ul class="facts">
<li class="fact"><a href="#cost">price</a> ${weight}${argument !== undefined && html` for each of <code>${argument}</code>`}</li>
<li class="fact">${needsCredential(field) ? 'needs a credential' : 'needs no credential'}</li>
</ul>`;
}

function resultsOf(type: GraphQLNamedType): Html | false {
  return isUnionType(type) && html`, which is one of ${linked(type.getTypes())}`;
}

function exampleOf({ field, caption, document }: Example, graphiql: string | undefined): Html {
  const { variables, data, cost, calls } = readRun(field);
  const query = new URLSearchParams({ query: document, ...(variables && { variables: JSON.stringify(variables) }) });
  const run = graphiql !== undefined && html`<a href="${graphiql}?${query.toString()}">Open in GraphiQL</a>`;
  return html`<div class="example">
<p>${prose(caption, new Map())}</p>
${figure(`${field}: operation`, 'Operation', highlightDocument(document), run)}
${variables && figure(`${field}: variables`, 'Variables', highlightJson(variables))}
${figure(`${field}: response`, 'Response', highlightJson({ data }))}
${figure(
  `${field}: REST calls`,
  `Price ${cost}, ${countOf(calls.length)}`,
  join(
    calls.map((call) => html`${call}`),
    '\n',
  ),
)}
</div>`;
}

function countOf(calls: number): string {
  return calls === 1 ? '1 REST call' : `${calls === 0 ? 'no' : calls} REST calls`;
}

/** @param label for who cannot see where it is */
function figure(label: string, title: string, code: Html, more: Html | false = false): Html {
  return html`<figure>
<figcaption><span>${title}</span>${more}</figcaption>
${code.text !== '' && html`<pre tabindex="0" role="region" aria-label="${label}"><code>${code}</code></pre>`}
</figure>`;
}

import config from './config.js';

/** The reference of the graph, beside this page. */
const page = new URL(config.reference, location.href).href;

/** What GraphiQL shows of itself: its name, and a way to the reference. */
export const title = `${config.title} <a class="to-reference" href="${page}" target="_blank">Reference</a>`;

/**
 * Ends each description of a type, a field, a member of an input or an enum value with a link to its place in the
 * reference: GraphiQL shows descriptions as Markdown, in its documentation and beside the editor.
 */
export function linkDescriptions(schema) {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('_') || !type.description) continue;
    link(type, type.name);
    const members = type.getFields ? Object.values(type.getFields()) : (type.getValues?.() ?? []);
    for (const member of members) if (!member.name.startsWith('_')) link(member, `${type.name}.${member.name}`);
  }
}

const BUILT_IN = /^(String|Int|Float|Boolean|ID)$/;

function link(described, anchor) {
  if (BUILT_IN.test(anchor) || described.description?.includes(page)) return;
  described.description = `${described.description ?? ''}\n\n[Reference](${page}#${anchor})`;
}

// The work in GraphiQL goes on in its own tab.
document.addEventListener(
  'click',
  ({ target }) => {
    const anchor = target.closest?.('a');
    if (anchor?.href.startsWith(page)) anchor.target = '_blank';
  },
  true,
);

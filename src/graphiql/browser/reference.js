import config from './config.js';

/** URL of the graph's reference. */
const page = new URL(config.reference, location.href).href;

/** The title in GraphiQL's bar, with a link to the reference. */
export const title = `${config.title} <a class="to-reference" href="${page}" target="_blank">Reference</a>`;

/**
 * Appends a link to the reference to each description of a type, a field, a member of an input or an enum value.
 * GraphiQL shows descriptions as Markdown, in its documentation and in the editor.
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

// Opens the reference in a tab of its own, so that GraphiQL's stays open.
document.addEventListener(
  'click',
  ({ target }) => {
    const anchor = target.closest?.('a');
    if (anchor?.href.startsWith(page)) anchor.target = '_blank';
  },
  true,
);

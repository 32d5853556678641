/**
 * What a shared link asks for, in its fragment or its query: `query=...&variables=...&operationName=...`. Undefined:
 * nothing.
 */
export const link = inFragment() ?? read(location.search);

// A link that is pasted into the address of this page loads nothing by itself.
addEventListener('hashchange', () => {
  if (inFragment()) location.reload();
});

function inFragment() {
  return read(location.hash.slice(1));
}

function read(text) {
  const parameters = new URLSearchParams(text);
  const query = parameters.get('query');
  if (!query) return undefined;
  return { query, variables: pretty(parameters.get('variables')), operationName: parameters.get('operationName') };
}

function pretty(variables) {
  try {
    return variables && JSON.stringify(JSON.parse(variables), null, 2);
  } catch {
    return variables; // the editor shows what is wrong with them
  }
}

/** Puts the cursor on the operation of that name, since GraphiQL runs the one under the cursor. */
export function pointAt({ query, operationName }) {
  if (!/^\w+$/.test(operationName ?? '')) return;
  const at = query.search(new RegExp(`\\b(query|mutation|subscription)\\s+${operationName}\\b`));
  if (at < 0) return;
  self.monaco.editor.onDidCreateEditor((editor) => {
    editor.onDidChangeModel(() => {
      const model = editor.getModel();
      if (model?.getValue() === query) editor.setPosition(model.getPositionAt(at));
    });
  });
}

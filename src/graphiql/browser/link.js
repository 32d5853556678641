/** The operation in the page's URL: `?query=...&variables=...&operationName=...`. Undefined: there is none. */
export const link = linkOf(new URLSearchParams(location.search));

function linkOf(parameters) {
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

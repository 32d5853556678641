import { parseObject } from './json.js';
import { operationAt } from './operation.js';

/*
 * What GraphiQL's editors hold. Its bundle gives away no state, but its editors are Monaco's, whose API is global on
 * this page; GraphiQL names the file of each.
 */
const FILES = {
  query: 'operation.graphql',
  variables: 'variables.json',
  headers: 'request-headers.json',
  response: 'response.json',
};

const isFile = (file) => (model) => model.uri.path.endsWith(`-${FILES[file]}`);

/** The model of an editor. Undefined: the editor is not there yet. */
const modelOf = (file) => self.monaco.editor.getModels().find(isFile(file));

const textOf = (file) => modelOf(file)?.getValue() ?? '';

/**
 * The operation that GraphiQL would run: the one under the cursor, with the variables.
 *
 * @throws Error where the variables are no JSON object
 */
export function readOperation() {
  const query = textOf('query');
  const { type, name, start } = operationAt(query, cursor());
  return { query, type, start, operationName: name, variables: parseObject('Variables', textOf('variables')) };
}

/** The headers of this tab. Throws where they are no JSON object. */
export function readHeaders() {
  return parseObject('Headers', textOf('headers')) ?? {};
}

/** The response that is shown. Undefined: there is none. */
export function readResponse() {
  try {
    return JSON.parse(textOf('response'));
  } catch {
    return undefined;
  }
}

/** Calls the listener whenever the text of an editor has changed, and when the editor opens. */
export function onChange(file, listener) {
  const watch = (model) => {
    if (!isFile(file)(model)) return;
    model.onDidChangeContent(listener);
    listener();
  };
  self.monaco.editor.getModels().forEach(watch);
  self.monaco.editor.onDidCreateModel(watch);
}

/** Characters before the cursor. */
function cursor() {
  const model = modelOf('query');
  const editor = self.monaco.editor.getEditors().find((each) => model && each.getModel() === model);
  return editor ? model.getOffsetAt(editor.getPosition()) : 0;
}

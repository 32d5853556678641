import config from './config.js';
import { readHeaders } from './editors.js';
import { element } from './element.js';
import { say } from './panel.js';
import { hideCredentials, placeholder, variablesIn } from './placeholders.js';
import { readSafeOperation } from './safe-operation.js';
import { curl, fetchCall, typeScript } from './snippets.js';

/** How long a button says that it was of use, milliseconds. */
const THANKS = 2_000;

/** The operation as text for other places, without its secrets. */
export function copyAs() {
  const headers = Object.entries(readHeaders()).filter(([name]) => name.toLowerCase() !== 'content-type');
  const request = {
    ...readSafeOperation(placeholder),
    url: new URL(config.endpoint, location.href).href,
    headers: [['content-type', 'application/json'], ...hideCredentials(Object.fromEntries(headers))],
  };
  const variables = variablesIn(JSON.stringify(request));
  const left = variables.length > 0 ? `Secrets are left out: set ${variables.join(', ')}.` : 'It holds no secret.';
  return [
    element('p', {}, left),
    ...copyable('curl', curl(request)),
    ...copyable('fetch', fetchCall(request)),
    ...copyable('TypeScript', typeScript(request)),
  ];
}

/** A text and a button that copies it. */
export function copyable(label, text) {
  const rows = Math.min(12, text.trimEnd().split('\n').length);
  const field = element('textarea', { value: text, readOnly: true, spellcheck: false, rows, 'aria-label': label });
  const button = element('button', { type: 'button', onclick: copy }, `Copy ${label}`);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
      say(`${label}: copied`);
      setTimeout(() => {
        button.textContent = `Copy ${label}`;
      }, THANKS);
    } catch {
      field.select();
      say('This page may not copy. The text is selected: copy it with the keyboard.');
    }
  }
  return [button, field];
}

import { element } from './element.js';

/*
 * A bar above GraphiQL, and below its buttons a panel, which shows the view of one of them at a time. A view is a
 * function that answers elements, or a promise of them. The first is a sentence, which is read out.
 */
const title = element('h2', { id: 'panel-title' });
const content = element('div', { className: 'content', tabIndex: 0 });
const close = element('button', { type: 'button', onclick: hide }, 'Close');
const panel = element(
  'section',
  { id: 'panel', hidden: true, 'aria-labelledby': 'panel-title' },
  element('div', { className: 'head' }, title, close),
  content,
);
const buttons = element('div', { role: 'group', className: 'buttons', 'aria-label': 'This operation' });
const status = element('p', { role: 'status', className: 'unseen' });
document.getElementById('explorer').append(element('div', { className: 'bar' }, buttons), panel, status);

/** The button of the view that is open. */
let opened;
/** Views asked for so far: what an earlier one answers late is not shown. */
let turns = 0;

/** Adds a button that shows a view. Answers a function that shows it anew, if it is open. */
export function addView(label, view) {
  const button = element('button', { type: 'button', 'aria-controls': 'panel', 'aria-expanded': 'false' }, label);
  const open = () => show(button, label, view);
  button.addEventListener('click', open);
  buttons.append(button);
  return () => opened === button && open();
}

/** Adds what is to be read beside the buttons. */
export function addText(paragraph) {
  buttons.before(paragraph);
}

/** Has it read out. */
export function say(text) {
  status.textContent = text;
}

async function show(button, label, view) {
  opened?.setAttribute('aria-expanded', 'false');
  opened = button;
  opened.setAttribute('aria-expanded', 'true');
  title.textContent = label;
  panel.hidden = false;
  turns++;
  const turn = turns;
  content.setAttribute('aria-busy', 'true');
  const elements = await elementsOf(view);
  if (turn !== turns) return;
  content.replaceChildren(...elements);
  content.setAttribute('aria-busy', 'false');
  say(elements[0].textContent);
}

async function elementsOf(view) {
  try {
    return await view();
  } catch ({ message }) {
    return [element('p', { className: 'refused' }, message)];
  }
}

function hide() {
  turns++;
  panel.hidden = true;
  content.replaceChildren();
  opened?.setAttribute('aria-expanded', 'false');
  opened?.focus();
  opened = undefined;
}

panel.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') hide();
});

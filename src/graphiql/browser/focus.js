/*
 * Gives the focus back where GraphiQL drops it: it disables "Re-fetch" while it works, and its dialogs end without
 * handing the focus on. Without it, keys begin at the top of the page again.
 */
const isInDialog = (target) => target.closest('[role="dialog"]') !== null;

/** What had the focus last, outside of dialogs. Undefined: the user has left it by a click beside all controls. */
let last;

document.addEventListener('focusin', ({ target }) => {
  if (!isInDialog(target)) last = target;
});
document.addEventListener('pointerdown', ({ target }) => {
  if (!isInDialog(target) && target.closest('button, a, input, [tabindex]') === null) last = undefined;
});

const giveBack = () => {
  if (document.activeElement === document.body && last?.isConnected && !last.disabled) last.focus();
};
const observer = new MutationObserver(giveBack);
observer.observe(document.body, { childList: true });
observer.observe(document.getElementById('root'), { subtree: true, attributeFilter: ['disabled'] });

// Monaco defines `self.monaco` for the page's own scripts only if this is set before it loads.
self.MonacoEnvironment = { globalAPI: true };

/*
 * Runs before GraphiQL, whose editor, menus and dialogs create <style> elements and write style sheets into them as
 * text (which depends on theme, widget and window). The page's policy blocks that: it allows only empty <style>
 * elements. A script may fill those rule by rule through the CSSOM, which no policy restricts. So the text is parsed
 * here, and never becomes an inline style.
 */
const texts = new WeakMap();

function fill(style) {
  const { sheet } = style; // null until the element is in a document
  if (!sheet || !texts.has(style)) return;
  while (sheet.cssRules.length > 0) sheet.deleteRule(0);
  const parsed = new CSSStyleSheet();
  parsed.replaceSync(texts.get(style));
  for (const rule of parsed.cssRules) sheet.insertRule(rule.cssText, sheet.cssRules.length);
}

const text = {
  configurable: true,
  get() {
    return texts.get(this) ?? '';
  },
  set(value) {
    texts.set(this, String(value));
    fill(this);
  },
};
Object.defineProperties(HTMLStyleElement.prototype, { textContent: text, innerText: text });
HTMLStyleElement.prototype.appendChild = function appendText(node) {
  this.textContent += node.data;
  return node;
};

const connected = new MutationObserver((records) => {
  for (const { addedNodes } of records) {
    for (const node of addedNodes) {
      if (node instanceof HTMLStyleElement) fill(node);
      else if (node instanceof Element) node.querySelectorAll('style').forEach(fill);
    }
  }
});
connected.observe(document, { childList: true, subtree: true });

const { attachShadow } = Element.prototype;
Element.prototype.attachShadow = function attachObservedShadow(options) {
  const root = attachShadow.call(this, options);
  connected.observe(root, { childList: true, subtree: true });
  return root;
};

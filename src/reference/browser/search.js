/*
 * Search over the names and descriptions of the page itself: an editable combobox with a list of results.
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
(() => {
  const MOST = 12;
  const search = document.getElementById('search');
  const input = document.getElementById('query');
  const list = document.getElementById('found');
  const count = document.getElementById('count');
  let entries;
  let results = [];
  let active = -1;

  /** Reads what there is to find, at the first search. */
  function readEntries() {
    return [...document.querySelectorAll('main section[id]:not(.intro), main .member[id]')].map((element) => {
      const text = element.querySelector(':scope p, :scope dd')?.textContent ?? '';
      const name = element.id.slice(element.id.lastIndexOf('.') + 1);
      return {
        id: element.id,
        depth: element.id.split('.').length,
        name: name.toLowerCase(),
        words: wordsOf(name),
        text,
      };
    });
  }

  /** `redirectUri` has the words `redirect` and `uri`. */
  const wordsOf = (name) => name.split(/(?<=[a-z\d])(?=[A-Z])|_/).map((word) => word.toLowerCase());

  /** How well an entry fits: 0 best; undefined: not at all. */
  function rank({ id, name, words, text }, term) {
    if (name === term) return 0;
    if (name.startsWith(term)) return 1;
    if (words.some((word) => word.startsWith(term))) return 2;
    if (name.includes(term)) return 3;
    if (id.toLowerCase().includes(term)) return 4;
    return text.toLowerCase().includes(term) ? 6 : undefined;
  }

  function find(query) {
    const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (terms.length === 0) return [];
    entries ??= readEntries();
    const ranked = entries.flatMap((entry) => {
      const ranks = terms.map((term) => rank(entry, term));
      return ranks.includes(undefined) ? [] : [{ entry, rank: ranks.reduce((sum, each) => sum + each, 0) }];
    });
    ranked.sort((one, other) => one.rank - other.rank || one.entry.depth - other.entry.depth);
    return ranked.map(({ entry }) => entry);
  }

  function show() {
    const all = find(input.value);
    results = all.slice(0, MOST);
    list.replaceChildren(...results.map(optionOf));
    const open = results.length > 0;
    list.hidden = !open;
    input.setAttribute('aria-expanded', String(open));
    activate(open ? 0 : -1);
    const shown = all.length > MOST ? `${MOST} of ${all.length}` : all.length;
    count.textContent = input.value.trim() === '' ? '' : `${shown} ${all.length === 1 ? 'result' : 'results'}`;
  }

  function optionOf({ id, text }, index) {
    const option = document.createElement('li');
    option.id = `found-${index}`;
    option.setAttribute('role', 'option');
    const [name, about] = [document.createElement('b'), document.createElement('span')];
    name.textContent = id;
    about.textContent = text;
    option.append(name, about);
    option.addEventListener('mousemove', () => activate(index));
    option.addEventListener('mousedown', (event) => event.preventDefault()); // the input keeps the focus
    option.addEventListener('click', () => go(index));
    return option;
  }

  function activate(index) {
    active = index;
    for (const [at, option] of [...list.children].entries()) option.setAttribute('aria-selected', String(at === index));
    if (index < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `found-${index}`);
    list.children[index]?.scrollIntoView({ block: 'nearest' });
  }

  function close() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    activate(-1);
  }

  /** Leads to a result, and the focus with it. */
  function go(index) {
    const { id } = results[index];
    input.value = '';
    count.textContent = '';
    close();
    location.hash = id;
    document.getElementById(id).querySelector('a').focus();
  }

  const KEYS = {
    ArrowDown: () => activate((active + 1) % results.length),
    ArrowUp: () => activate((active - 1 + results.length) % results.length),
    Enter: () => go(active),
  };

  input.addEventListener('input', show);
  input.addEventListener('focus', show);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      input.value = '';
      show();
    } else if (KEYS[event.key] && !list.hidden) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });
  document.addEventListener('keydown', (event) => {
    const isAsked =
      (event.key === '/' && !event.target.closest('input')) || (event.key === 'k' && (event.ctrlKey || event.metaKey));
    if (!isAsked) return;
    event.preventDefault();
    input.focus();
  });
  search.hidden = false;
})();

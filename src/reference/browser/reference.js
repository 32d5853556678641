(() => {
  const menu = document.getElementById('menu');
  const contents = document.getElementById('contents');
  const status = document.getElementById('count');

  /** On a narrow screen the contents open over the page. */
  function unfold(isOpen) {
    menu.setAttribute('aria-expanded', String(isOpen));
    contents.className = isOpen ? 'unfolded' : 'folded';
  }

  menu.hidden = false;
  unfold(false);
  menu.addEventListener('click', () => unfold(contents.className === 'folded'));
  contents.addEventListener('click', ({ target }) => {
    if (target.closest('a')) unfold(false);
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || contents.className === 'folded') return;
    unfold(false);
    menu.focus();
  });

  /** Marks in the contents what is being read. */
  const links = new Map([...contents.querySelectorAll('a')].map((link) => [link.hash.slice(1), link]));
  let current;
  function mark(id) {
    current?.removeAttribute('aria-current');
    current = links.get(id);
    current?.setAttribute('aria-current', 'true');
    if (!current?.offsetParent) return;
    const { top, bottom } = current.getBoundingClientRect();
    const frame = contents.getBoundingClientRect();
    if (top < frame.top || bottom > frame.bottom) contents.scrollTop += top - frame.top - frame.height / 3;
  }
  const sections = [...document.querySelectorAll('main section[id]')];
  const readingLine = 120;
  const seen = new IntersectionObserver(
    () => {
      const read = sections.findLast((section) => section.getBoundingClientRect().top < readingLine);
      mark((read ?? sections[0]).id);
    },
    { rootMargin: `-${readingLine}px 0px -60% 0px` },
  );
  for (const section of sections) seen.observe(section);

  /** Shows in the contents what the address names, also where that is folded away. */
  function reveal() {
    const id = decodeURIComponent(location.hash.slice(1));
    const section = document.getElementById(id)?.closest('section');
    const folded = (links.get(id) ?? links.get(section?.id))?.closest('details');
    if (folded) folded.open = true;
  }
  addEventListener('hashchange', reveal);
  reveal();

  for (const figure of document.querySelectorAll('figure')) {
    const code = figure.querySelector('pre');
    if (!code || !navigator.clipboard) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy ${code.getAttribute('aria-label')}`);
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = 'Copied';
      status.textContent = 'Copied';
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 2_000);
    });
    figure.querySelector('figcaption').append(button);
  }
})();

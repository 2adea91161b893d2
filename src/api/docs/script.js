'use strict';
(() => {
  const at = (id) => document.getElementById(id);
  const [form, sought, found, nothing] = ['filter', 'sought', 'found', 'nothing'].map(at);
  const articles = [...document.querySelectorAll('article')].map((article) => ({
    article, text: article.textContent.toLowerCase(), link: document.querySelector(`nav a[href="#${CSS.escape(article.id)}"]`)?.parentNode,
  }));
  const introduction = document.querySelector('.introduction');
  const filter = () => {
    const words = sought.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { article, text, link } of articles) {
      article.hidden = !words.every((word) => text.includes(word));
      if (link) { link.hidden = article.hidden; }
      count += article.hidden ? 0 : 1;
    }
    for (const group of document.querySelectorAll('.group, nav section')) {
      group.hidden = !group.querySelector('article:not([hidden]), li:not([hidden])');
    }
    if (introduction) { introduction.hidden = words.length > 0; }
    nothing.hidden = count > 0;
    found.value = words.length ? `${count} of ${articles.length}` : '';
  };
  const all = () => { sought.value = ''; filter(); };
  sought.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  at('clear').addEventListener('click', all);
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== sought) { event.preventDefault(); sought.focus(); }
    if (event.key === 'Escape' && document.activeElement === sought) { all(); }
  });
  addEventListener('hashchange', () => {
    const target = at(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest('[hidden]')) { all(); target.scrollIntoView(); }
  });
  if (matchMedia('(max-width: 860px)').matches) { document.querySelector('nav details').open = false; }
  form.hidden = false;
  filter();
})();

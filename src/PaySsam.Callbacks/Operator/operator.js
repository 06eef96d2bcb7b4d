// The page: its views by the part of the URL behind #, its language, and what is said aloud.
import { forgetKey, hasKey } from './api.js';
import * as attention from './attention.js';
import { h, put } from './dom.js';
import * as deadletters from './deadletters.js';
import * as find from './find.js';
import * as health from './health.js';
import * as list from './list.js';
import { problem, say, wordsOf } from './problem.js';
import * as reconcile from './reconcile.js';
import { choose, current, t } from './text.js';
import * as today from './today.js';

const views = { today, attention, find, list, deadletters, reconcile, health };
const element = id => document.getElementById(id);
let moved = false;

/** Shows what the URL names. A view fills a section of its own, so that a late one writes where nobody looks. */
async function show() {
  const [name, ...parts] = location.hash.slice(1).split('/').map(decoded);
  const chosen = Object.hasOwn(views, name) ? name : 'today';
  const heading = h('h1', { tabindex: -1 }, t(chosen));
  const body = h('div', {}, h('p', { class: 'muted' }, t('loading')));
  frame(chosen);
  element('said').textContent = '';
  element('view').replaceChildren(h('section', { class: chosen }, heading, body));
  if (moved) heading.focus();
  moved = true;
  try {
    await views[chosen].show(body, parts);
  } catch (fault) {
    put(body, problem(fault, show));
  }
}

function frame(chosen) {
  document.documentElement.lang = current();
  document.title = `${t(chosen)} · ${t('brand')}`;
  element('brand').textContent = t('brand');
  element('skip').textContent = t('skip');
  element('nav').setAttribute('aria-label', t('views'));
  element('nav').replaceChildren(
    ...Object.keys(views).map(name => h('a', { href: `#${name}`, 'aria-current': name === chosen && 'page' }, t(name))),
  );
  const other = current() === 'ko' ? 'en' : 'ko';
  element('language').textContent = other === 'ko' ? '한국어' : 'English';
  element('language').lang = other;
  element('forget').textContent = t('key.forget');
  element('forget').hidden = !hasKey();
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

element('skip').addEventListener('click', click => {
  click.preventDefault(); // The part behind # is the view's.
  element('main').focus();
});
element('language').addEventListener('click', () => {
  choose(current() === 'ko' ? 'en' : 'ko');
  moved = false; // The focus stays on the button.
  show();
});
element('forget').addEventListener('click', () => {
  forgetKey();
  show();
});
document.addEventListener('key', () => {
  element('forget').hidden = false;
});
addEventListener('unhandledrejection', event => {
  event.preventDefault();
  say(wordsOf(event.reason)); // Of what a button began.
});
addEventListener('hashchange', show);
show();

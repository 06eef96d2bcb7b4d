// Puts dead letters right: a form of what was read, the problem in words at its field, and what would be recorded, before it is.
import { post, Problem } from './api.js';
import { button, field, h, put } from './dom.js';
import { count, longDay, won } from './format.js';
import { confirm } from './key.js';
import { say, wordsOf } from './problem.js';
import { terms } from './terms.js';
import { t, told } from './text.js';

const names = Object.keys(terms)
  .filter(name => name.startsWith('field.'))
  .map(name => name.slice('field.'.length));
const always = ['bill_id', 'appr_state', 'appr_price', 'appr_dt', 'appr_num', 'appr_pay_type'];
const states = ['F', 'C', 'W', 'D'];
const covered = /•/;
const mostTold = 10;
let ids = 0;

/** What is wrong, and with which field: problems begin with a field's name. */
export function wrongOf(text) {
  const problem = text
    .replace(/^It cannot be redriven: /, '')
    .replace(/: it seems to be .*/, ': a mapping')
    .replace(/\.$/, '');
  const [name, ...rest] = problem.split(' ');
  return names.includes(name)
    ? { name, words: `${told('field.', name)}: ${told('wrong.', rest.join(' '))}` }
    : { name: null, words: told('wrong.', problem) };
}

/** The form of one letter. Only what is changed in it is sent. */
export function form(letter, act, open) {
  const [read] = letter.read;
  const wrong = wrongOf(letter.to_correct);
  const shown = names.filter(name => always.includes(name) || name === wrong.name || read[name] !== undefined);
  const controls = new Map(names.map(name => [name, control(name, read[name] ?? '')]));
  const others = names.filter(name => !shown.includes(name));
  const answer = h('div', {});
  const changes = () => changed(controls, read);
  if (wrong.name) mark(controls, answer, wrong);
  return h(
    'details',
    { class: 'repair', open },
    h('summary', {}, t('repair')),
    h('p', { class: 'muted' }, t('repair.what')),
    h(
      'div',
      { class: 'form' },
      shown.map(name => controls.get(name).element),
    ),
    h(
      'details',
      {},
      h('summary', {}, t('repair.others')),
      h(
        'div',
        { class: 'form' },
        others.map(name => controls.get(name).element),
      ),
    ),
    answer,
    h(
      'div',
      { class: 'actions' },
      button(t('repair.do'), () => ask([letter], changes(), act, fault => mark(controls, answer, fault)), 'main'),
    ),
  );
}

/** The form of several letters with one problem, where one text for that field puts all of them right; null where none can. */
export function formOfAll(letters, act) {
  const wrongs = letters.map(letter => letter.to_correct && wrongOf(letter.to_correct).name);
  const [name] = wrongs;
  if (!name || name === 'bill_id' || wrongs.some(one => one !== name)) return null;
  const controls = new Map([[name, control(name, '')]]);
  const answer = h('div', {});
  const changes = () => changed(controls, {});
  return h(
    'details',
    { class: 'repair' },
    h('summary', {}, t('repair.all', count(letters.length))),
    h('p', { class: 'muted' }, t('repair.all.what', told('field.', name))),
    h('div', { class: 'form' }, controls.get(name).element),
    answer,
    h(
      'div',
      { class: 'actions' },
      button(t('repair.all.do', count(letters.length)), () => ask(letters, changes(), act, fault => mark(controls, answer, fault)), 'main'),
    ),
  );
}

/** Says what would be recorded, asks, and then acts on those that can be. */
export async function ask(letters, changes, act, refuse) {
  const good = [];
  const lines = [];
  const refused = [];
  for (const letter of letters) {
    if (letters.length > 1) say(t('running', count(good.length + refused.length + 1), count(letters.length)));
    try {
      const preview = await post(`deadletters/${encodeURIComponent(letter.id)}/redrive`, { dry_run: true }, changes);
      good.push(letter);
      lines.push(sentence(preview));
    } catch (fault) {
      refused.push(fault);
      if (!(fault instanceof Problem) || ![400, 409].includes(fault.status)) break;
    }
  }
  say('');
  if (good.length === 0 || refused.some(fault => ![400, 409].includes(fault.status))) return refuse(told409(refused.at(-1)));
  const many = good.length > 1;
  const agreed = await confirm(
    many ? t('repair.confirm.all', count(good.length)) : t('repair.confirm'),
    [
      ...lines.slice(0, mostTold),
      lines.length > mostTold && t('repair.more', count(lines.length - mostTold)),
      refused.length > 0 && t('refused', count(refused.length), [...new Set(refused.map(fault => told409(fault).words))].join(' ')),
      t('repair.will'),
    ].filter(Boolean),
    t('redrive'),
    'main',
  );
  if (agreed) await act(good, changes);
}

const told409 = fault =>
  fault instanceof Problem && [400, 409].includes(fault.status) ? wrongOf(fault.message) : { name: null, words: wordsOf(fault) };

const sentence = ({ bill_id, state, amount_won, day }) =>
  t(
    'repair.sentence',
    bill_id,
    told('state.', state),
    amount_won === null ? t('repair.unknown') : won(state === 'C' ? -Math.abs(amount_won) : amount_won),
    longDay(day),
  );

/** A field with its text, a hint, and room for what is wrong with it. */
function control(name, value) {
  const id = `repair-${++ids}`;
  const hint = { appr_dt: 'repair.hint.time', appr_origin_dt: 'repair.hint.time', appr_price: 'repair.hint.price' }[name];
  const about = hint && h('small', { id: `${id}-hint`, class: 'muted' }, t(hint));
  const alert = h('small', { id: `${id}-wrong`, class: 'bad', hidden: true });
  const described = [hint && `${id}-hint`, `${id}-wrong`].filter(Boolean).join(' ');
  const input =
    name === 'appr_state'
      ? select(value, described)
      : h('input', { value, autocomplete: 'off', spellcheck: 'false', readonly: covered.test(value), 'aria-describedby': described });
  return { input, alert, element: h('div', {}, field(told('field.', name), input), about, alert) };
}

function select(value, described) {
  const known = states.includes(value);
  return h(
    'select',
    { 'aria-describedby': described },
    !known && h('option', { value }, value === '' ? t('repair.choose') : t('repair.came', value)),
    states.map(one => h('option', { value: one, selected: one === value }, `${told('state.', one)} (${one})`)),
  );
}

/** What differs from what was read; nothing but white space is nothing. */
function changed(controls, read) {
  const changes = {};
  for (const [name, { input }] of controls) {
    if (input.value !== (read[name] ?? '')) changes[name] = input.value.trim();
  }
  return changes;
}

/** Shows what is wrong: at its field, or below all of them. */
function mark(controls, answer, { name, words }) {
  put(answer);
  for (const { input, alert } of controls.values()) {
    input.removeAttribute('aria-invalid');
    alert.hidden = true;
  }
  const at = controls.get(name);
  if (!at) {
    put(answer, h('p', { class: 'bad', role: 'alert' }, words));
    return;
  }
  at.input.setAttribute('aria-invalid', 'true');
  at.alert.textContent = words;
  at.alert.hidden = false;
  at.input.closest('details')?.setAttribute('open', '');
  at.input.focus();
}

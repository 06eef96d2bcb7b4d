// What could not be recorded, by reason and problem: read it, put it back, or give it up.
import { get, post } from './api.js';
import { readable } from './content.js';
import { button, field, go, h, onEnter, put } from './dom.js';
import { asking, fields, showsPersonal } from './fields.js';
import { count, dateTime } from './format.js';
import { confirm } from './key.js';
import { say, wordsOf } from './problem.js';
import { ask, form, formOfAll, wrongOf } from './repair.js';
import { t, told } from './text.js';

const reasons = [
  'InvalidCallback',
  'UnreadableBody',
  'UnknownKey',
  'RefusedByStorage',
  'UnreadableMessage',
  'RetriesExhausted',
  'TooManyCallbacks',
  'WebhookUndelivered',
];

// Each of these is one callback, so a dry run can say what it would record.
const ofCallback = ['InvalidCallback', 'UnreadableBody', 'UnknownKey', 'RefusedByStorage'];
const never = 'TooManyCallbacks';
const mostShown = 500;

export async function show(body, [wanted], personal = false) {
  const reason = reasons.includes(wanted) ? wanted : '';
  const { letters, complete } = await openOnes(reason, personal);
  const choose = () => go(`#deadletters/${select.value}`);
  const select = h(
    'select',
    { on: onEnter(choose) },
    h('option', { value: '' }, t('reason.all')),
    reasons.map(one => h('option', { value: one, selected: one === reason }, t(`reason.${one}`))),
  );
  const again = () => show(body, [wanted], personal);
  put(
    body,
    h('p', { class: 'lead' }, t('deadletters.what')),
    h(
      'div',
      { class: 'form' },
      field(t('reason'), select),
      button(t('show'), choose),
      showsPersonal(personal, async () => {
        await show(body, [wanted], !personal);
        body.querySelector('[aria-pressed]').focus();
      }),
    ),
    ...(letters.length === 0
      ? [h('div', { class: 'card good' }, h('p', {}, t('deadletters.none')))]
      : groups(letters).map(group => card(group, personal, again))),
  );
  if (!complete) body.append(h('p', { class: 'muted' }, t('deadletters.more', count(letters.length))));
}

/** As many as can be looked at. */
async function openOnes(reason, personal) {
  const letters = [];
  let continuation = null;
  do {
    const page = await get('deadletters', { reason, open: true, continuation, ...asking(personal) });
    letters.push(...page.dead_letters);
    continuation = page.continuation;
  } while (continuation && letters.length < mostShown);
  return { letters, complete: !continuation };
}

function groups(letters) {
  const found = new Map();
  for (const letter of letters) {
    const name = JSON.stringify([letter.reason, letter.problem]);
    found.set(name, [...(found.get(name) ?? []), letter]);
  }
  return [...found.values()].toSorted((one, other) => other.length - one.length);
}

function card(group, personal, again) {
  const [{ reason, problem }] = group;
  const { words } = wrongOf(problem);
  const all = (letters, changes) => run('redrive', letters, again, changes);
  return h(
    'article',
    { class: 'card' },
    h('h2', {}, told('reason.', reason)),
    words !== problem && h('p', {}, words),
    h('p', {}, h('code', {}, problem)),
    h('p', { class: 'muted' }, t('deadletters.count', count(group.length))),
    group.length > 1 && [formOfAll(group, all), actions(group, again)],
    h(
      'ul',
      { class: 'letters' },
      group.map(letter =>
        h(
          'li',
          {},
          h('p', { class: 'muted' }, t('came', count(letter.count), dateTime(letter.last_at))),
          letter.corrected.length > 0 && h('p', {}, t('repair.before', letter.corrected.map(name => told('field.', name)).join(', '))),
          readOf(letter),
          h('pre', { tabindex: 0 }, shown(letter, personal)),
          correctable(letter) && form(letter, all, group.length === 1),
          actions([letter], again),
        ),
      ),
    ),
  );
}

const shown = (letter, personal) => (personal ? readable(letter) : letter.content) || t('content.none');

const correctable = letter => letter.to_correct !== null && letter.corrected.length === 0;

/** The callbacks in a queue message, as far as they can be read. */
const readOf = ({ reason, read }) =>
  !ofCallback.includes(reason) &&
  read.length > 0 &&
  h(
    'details',
    {},
    h('summary', {}, t('repair.read', count(read.length))),
    read.map(callback => fields(callback)),
  );

function actions(letters, again) {
  const all = letters.length > 1 ? '.all' : '';
  const number = count(letters.length);
  const act = (what, kind, begin = confirmed) => button(t(`${what}${all}`, number), () => begin(what, kind), kind);
  const confirmed = async (what, kind) => {
    if (await confirm(t(`${what}${all}`, number), [t(`${what}.will`)], t(what), kind)) await run(what, letters, again);
  };
  const previewed = () =>
    ask(
      letters,
      undefined,
      () => run('redrive', letters, again),
      ({ words }) => say(words),
    );
  const [{ reason }] = letters;
  const one = letters.length === 1 && ofCallback.includes(reason);
  return h(
    'div',
    { class: 'actions' },
    act('dismiss', ''),
    reason !== never && !(one && correctable(letters[0])) && act('redrive', 'main', one ? previewed : confirmed),
  );
}

/** One after the other; a refusal of one does not keep the others. */
async function run(what, letters, again, changes) {
  let done = 0;
  const faults = [];
  for (const { id } of letters) {
    say(t('running', count(done + faults.length + 1), count(letters.length)));
    try {
      await post(`deadletters/${encodeURIComponent(id)}/${what}`, {}, changes);
      done++;
    } catch (fault) {
      faults.push(fault.status === 409 ? wrongOf(fault.message).words : wordsOf(fault));
      if (fault.status === 401 || fault.status === 0) break;
    }
  }
  const outcome = [
    done > 0 && t(`${what}.done`, count(done)),
    faults.length > 0 && t('refused', count(faults.length), [...new Set(faults)].join(' ')),
  ];
  const heading = document.querySelector('h1');
  try {
    await again();
  } catch (fault) {
    outcome.push(t('deadletters.stale', wordsOf(fault)));
  }
  say(outcome.filter(Boolean).join(' '));
  heading.focus();
}

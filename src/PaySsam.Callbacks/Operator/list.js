// What happened on a day, and the export of one day or more.
import { get, save } from './api.js';
import { button, field, go, h, onEnter, put, table } from './dom.js';
import { badge } from './find.js';
import { addDays, count, isDay, longDay, time, today, won } from './format.js';
import { guarded, say } from './problem.js';
import { t, told } from './text.js';

const states = ['F', 'C', 'W', 'D'];

export async function show(body, [wantedDay, wantedState]) {
  const day = isDay(wantedDay) ? wantedDay : today();
  const state = states.includes(wantedState) ? wantedState : '';
  const rows = h('div', {}, h('p', { class: 'muted' }, t('loading')));
  put(body, chooser(day, state), exporter(day), h('h2', {}, longDay(day)), rows);
  const entries = [];
  let damaged = 0;
  const none = state ? t('list.none.state') : t('list.none');
  const more = async continuation => {
    const page = await get('payments', { day, state, continuation });
    const before = entries.length;
    entries.push(...page.entries);
    damaged = Math.max(damaged, page.damaged_rows ?? 0);
    draw(rows, entries, none, damaged, page.continuation, more);
    say(entries.length === 0 ? none : t('list.shown', entries.length), rows);
    if (before > 0) rows.querySelectorAll('tbody a')[before]?.focus();
  };
  await more(null);
}

function chooser(day, state) {
  const choose = () => (isDay(date.value) ? go(`#list/${date.value}/${select.value}`) : say(t('day.none')));
  const date = h('input', { type: 'date', value: day, max: today(), on: onEnter(choose) });
  const select = h(
    'select',
    { on: onEnter(choose) },
    h('option', { value: '' }, t('state.all')),
    states.map(one => h('option', { value: one, selected: one === state }, t(`state.${one}`))),
  );
  return h('div', { class: 'form' }, field(t('day'), date), field(t('state'), select), button(t('show'), choose));
}

function exporter(day) {
  const from = h('input', { type: 'date', value: day });
  const to = h('input', { type: 'date', value: day });
  const answer = h('div', {});
  return h(
    'details',
    { class: 'card' },
    h('summary', {}, t('export')),
    h('p', { class: 'muted' }, t('export.what')),
    h(
      'div',
      { class: 'form' },
      field(t('from'), from),
      field(t('to'), to),
      button(
        t('export.do'),
        () =>
          guarded(answer, async () => {
            const wrong = wrongDays(from.value, to.value);
            if (wrong) return put(answer, h('p', { class: 'bad', role: 'alert' }, wrong));
            const damaged = await save('payments.csv', { from: from.value, to: to.value }, `payments-${from.value}-${to.value}.csv`);
            put(answer, warning(damaged));
            say(t('export.done'), answer);
          }),
        'main',
      ),
    ),
    answer,
  );
}

/** What keeps the days from being exported; null where nothing does. */
function wrongDays(from, to) {
  if (!isDay(from) || !isDay(to)) return t('export.both');
  if (to < from) return t('export.order');
  return to > addDays(from, 365) ? t('export.long') : null;
}

const warning = damaged => damaged > 0 && h('p', { class: 'card warn', role: 'status' }, t('damaged', count(damaged)));

function draw(rows, entries, none, damaged, continuation, more) {
  const answer = h('div', {});
  put(
    rows,
    warning(damaged),
    entries.length === 0
      ? h('p', { class: 'muted' }, none)
      : h(
          'div',
          { class: 'card' },
          table(
            t('list'),
            [t('bill_id'), wide(t('time')), t('state'), number(t('amount')), wide(t('appr_num')), wide(t('paid_by'))],
            entries.map(row),
          ),
        ),
    continuation && button(t('more'), () => guarded(answer, () => more(continuation))),
    answer,
  );
}

const number = value => ({ class: 'number', value });
const wide = value => ({ class: 'wide', value });

const when = entry => time(entry.approved_at ?? entry.received_at);

const row = entry => [
  h('span', {}, h('a', { href: `#find/${encodeURIComponent(entry.bill_id)}` }, entry.bill_id), h('span', { class: 'narrow' }, when(entry))),
  wide(when(entry)),
  h(
    'span',
    {},
    badge(entry.state),
    entry.now && entry.now.state !== entry.state && h('span', { class: 'now' }, t('now', t(`state.${entry.now.state}`))),
    entry.late && h('span', { class: 'now' }, t('late')),
  ),
  number(won(entry.state === 'C' && entry.amount_won > 0 ? -entry.amount_won : entry.amount_won)),
  wide(entry.appr_num ?? ''),
  wide([entry.appr_pay_type && told('pay_type.', entry.appr_pay_type), entry.appr_issuer].filter(Boolean).join(' · ')),
];

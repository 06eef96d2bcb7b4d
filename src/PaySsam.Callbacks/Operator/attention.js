// Bills whose money a person should look at: why, the payments and cancellations, and what to do.
import { get, post, Problem } from './api.js';
import { button, field, h, put, table } from './dom.js';
import { asking } from './fields.js';
import { count, dateTime, won } from './format.js';
import { confirm } from './key.js';
import { guarded, say } from './problem.js';
import { askNow } from './reconcile.js';
import { t, told } from './text.js';

const mostShown = 200;
const changed = 409;
const odd = 'odd_answer';

export async function show(body) {
  const { bills, complete } = await listed();
  put(
    body,
    h('p', { class: 'lead' }, t('attention.what')),
    bills.length === 0 ? h('div', { class: 'card good' }, h('p', {}, t('attention.nobody'))) : bills.map(bill => card(bill, body)),
    !complete && h('p', { class: 'muted' }, t('attention.more', count(bills.length))),
  );
}

/** As many as can be looked at. */
async function listed() {
  const bills = [];
  let continuation = null;
  do {
    const page = await get('attention', { continuation, ...asking(false) });
    bills.push(...page.attention);
    continuation = page.continuation;
  } while (continuation && bills.length < mostShown);
  return { bills, complete: !continuation };
}

function card(bill, body) {
  const codes = [...new Set(bill.points.filter(isOpen).map(point => point.code))];
  const answer = h('div', {});
  const note = h('input', { type: 'text', maxlength: 500, autocomplete: 'off' });
  const settling = said => guarded(answer, () => settle(bill, note.value.trim(), body, said));
  return h(
    'article',
    { class: 'card warn' },
    h('h2', {}, h('a', { href: `#find/${encodeURIComponent(bill.bill_id)}` }, bill.bill_id)),
    codes.map(code => h('p', {}, h('strong', {}, told('why.', code)), ' ', told('do.', code))),
    bill.expected_won !== null && h('p', {}, t('attention.expected', won(bill.expected_won))),
    movements(bill),
    bill.odd && h('p', {}, t('odd.says', bill.odd.appr_num ?? t('unnamed'), dateTime(bill.odd.at), won(bill.odd.amount_won))),
    bill.settled_at && h('p', { class: 'muted' }, t('attention.settled', dateTime(bill.settled_at), bill.note ?? '')),
    h(
      'div',
      { class: 'form' },
      field(t('settle.note'), note),
      codes.some(code => code !== odd) && button(t('settle'), () => settling(), 'main'),
      codes.includes(odd) && [
        button(t('odd.cancelled'), () => settling('cancelled')),
        button(t('odd.not_cancelled'), () => settling('not_cancelled')),
      ],
      askNow(bill.bill_id, answer),
    ),
    answer,
  );
}

const isOpen = point => !point.settled && !(point.from && Date.parse(point.from) > Date.now());

/** Those that a point is about are marked. */
function movements(bill) {
  const meant = new Set(bill.points.filter(isOpen).map(point => point.movement));
  return table(
    `${t('attention.money')}: ${bill.bill_id}`,
    [t('state'), t('time'), { class: 'number', value: t('amount') }, t('appr_num')],
    bill.movements.map(one => [
      h('span', {}, t(one.kind === 'payment' ? 'state.F' : 'state.C'), meant.has(one.id) && h('span', { class: 'now' }, t('bad'))),
      one.at ? dateTime(one.at) : one.day,
      { class: 'number', value: won(one.kind === 'payment' ? one.amount_won : one.amount_won && -one.amount_won) },
      one.appr_num ?? '',
    ]),
  );
}

/** What is said of an odd answer: cancelled, or not_cancelled. */
async function settle(bill, note, body, said) {
  const act = t(said ? `odd.${said}` : 'settle');
  const lines = said ? [t(`odd.${said}.will`)] : [t('settle.will'), t('settle.again')];
  if (!(await confirm(`${act}: ${bill.bill_id}`, lines, act, 'main'))) return;
  let outcome = t('settle.done', bill.bill_id);
  try {
    await post('attention/settle', { bill_id: bill.bill_id, answer: said }, { count: bill.count, note });
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status !== changed) throw fault;
    outcome = t('settle.changed', bill.bill_id);
  }
  await show(body);
  document.querySelector('h1').focus();
  say(outcome, body);
}

// One bill: its state in words, what contradicts itself, its fields, and every callback that came.
import { get, Problem } from './api.js';
import { button, field, go, h, onEnter, put } from './dom.js';
import { asking, fields, price, showsPersonal } from './fields.js';
import { dateTime, won } from './format.js';
import { askNow } from './reconcile.js';
import { t, told } from './text.js';

export async function show(body, [billId]) {
  const seek = () => go(`#find/${encodeURIComponent(input.value.trim())}`);
  const input = h('input', {
    type: 'search',
    value: billId ?? '',
    autocomplete: 'off',
    spellcheck: 'false',
    enterkeyhint: 'search',
    on: onEnter(seek),
  });
  const result = h('div', {});
  put(body, h('div', { class: 'form', role: 'search' }, field(t('bill_id'), input), button(t('find.do'), seek, 'main')), result);
  if (!billId) {
    result.append(h('p', { class: 'muted' }, t('find.hint')));
    return;
  }
  result.append(h('p', { class: 'muted' }, t('loading')));
  try {
    draw(result, await ask(billId, false), false);
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status !== 404) throw fault;
    const answer = h('div', {});
    put(
      result,
      h('div', { class: 'card', role: 'status' }, h('p', {}, t('find.none', billId)), h('p', { class: 'muted' }, t('find.none.why'))),
      h('div', { class: 'form' }, askNow(billId, answer)),
      answer,
    );
  }
}

/** A bill with its whole history, which comes in pages. */
async function ask(billId, personal) {
  const bill = await get('payments', { bill_id: billId, ...asking(personal) });
  while (bill.continuation) {
    const next = await get('payments', { bill_id: billId, continuation: bill.continuation, ...asking(personal) });
    bill.history.push(...next.history);
    bill.continuation = next.continuation;
  }
  return bill;
}

function draw(result, bill, personal) {
  const { history } = bill;
  const answer = h('div', {});
  const paid = bill.movements.filter(one => one.kind === 'payment').length;
  const wrong = history.map(one => history.filter(other => contradict(one, other, paid)));
  put(
    result,
    h(
      'div',
      { class: 'card state' },
      badge(bill.state),
      h('h2', {}, bill.bill_id),
      h('p', { class: 'lead' }, sentence(bill)),
      bill.confirmed_at && h('p', { class: 'muted' }, t('confirmed', dateTime(bill.confirmed_at))),
      bill.movements.length > 0 && h('p', { class: 'muted' }, sums(bill)),
    ),
    wrong.some(others => others.length > 0) &&
      h('div', { class: 'card warn' }, h('h2', {}, t('contradiction')), h('p', {}, t('contradiction.why'))),
    h(
      'div',
      { class: 'form' },
      showsPersonal(personal, async () => {
        draw(result, await ask(bill.bill_id, !personal), !personal);
        result.querySelector('[aria-pressed]').focus();
      }),
      askNow(bill.bill_id, answer),
    ),
    answer,
    h(
      'div',
      { class: 'columns' },
      h(
        'div',
        { class: 'card' },
        h('h2', {}, t('history', history.length)),
        h(
          'ol',
          { class: 'timeline' },
          history.map((one, index) => event(one, bill, wrong[index])),
        ),
      ),
      h('div', { class: 'card' }, h('h2', {}, t('fields')), fields(bill.callback)),
    ),
  );
}

function event(one, bill, wrong) {
  const decides = one.state === bill.state && JSON.stringify(one.callback) === JSON.stringify(bill.callback);
  return h(
    'li',
    { class: wrong.length > 0 ? 'wrong' : '' },
    h('p', {}, badge(one.state), ' ', one.callback.appr_price && h('strong', {}, price(one.callback.appr_price))),
    h('p', { class: 'muted' }, came(one)),
    decides && h('p', {}, t('decides')),
    wrong.length > 0 && h('p', { class: 'bad' }, t('contradicts', wrong.map(other => told('state.', other.state)).join(', '))),
    h('details', {}, h('summary', {}, t('fields')), fields(one.callback)),
  );
}

const came = ({ source, received_at, corrected }) =>
  source === 'corrected'
    ? t('corrected', dateTime(received_at), corrected.map(name => told('field.', name)).join(', '))
    : t(source === 'read' ? 'read' : 'received', dateTime(received_at));

export const badge = state => h('span', { class: `badge ${state}` }, told('state.', state));

function sentence(bill) {
  const known =
    bill.state === 'W' || bill.state === 'D'
      ? ''
      : bill.approved_at
        ? bill.amount_won === null
          ? '.when'
          : ''
        : bill.amount_won === null
          ? '.bare'
          : '.amount';
  return t(`sentence.${bill.state}${known}`, dateTime(bill.approved_at), won(bill.amount_won));
}

const sums = bill =>
  [
    ['payments', bill.paid_won],
    ['cancellations', bill.cancelled_won],
    ['net', bill.net_won],
  ]
    .map(([name, sum]) => `${t(name)} ${won(sum)}`)
    .join(' · ');

/** A withdrawal beside a payment, or two payments that differ in number or amount as they are read, cannot both be true. */
function contradict(one, other, paid) {
  const states = [one.state, other.state];
  if (states.includes('D')) return states.includes('F') || states.includes('C');
  return (
    paid > 1 && states.every(state => state === 'F') && (differ(one, other, 'appr_num', bare) || differ(one, other, 'appr_price', digits))
  );
}

function differ(one, other, name, read) {
  const [first, second] = [one.callback[name], other.callback[name]];
  return Boolean(first && second) && read(first) !== read(second);
}

const bare = number => number.trim().replace(/^0+(?=\d+$)/, '');

const digits = amount => amount.replace(/\.0+\D*$/, '').replace(/\D/g, '');

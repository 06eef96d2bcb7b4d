// One day: its sums, its hours, by what was paid, and what needs attention.
import { get } from './api.js';
import { hours } from './chart.js';
import { button, field, go, h, onEnter, put, table } from './dom.js';
import { addDays, age, count, countOpen, dateTime, isDay, longDay, minutesSince, today, won } from './format.js';
import { say } from './problem.js';
import { t, told } from './text.js';

// A queue that works is emptied in seconds.
const lateMinutes = 5;

// A few wait whenever payments come in; how long, nobody can tell.
export const manyWait = webhook => webhook.on && webhook.waiting >= 50;

export async function show(body, [wanted]) {
  const day = isDay(wanted) ? wanted : today();
  const summary = await get('summary', { day });
  put(
    body,
    chooser(day),
    h(
      'div',
      { class: 'tiles' },
      tile(t('payments'), summary.payments),
      tile(t('cancellations'), summary.cancellations),
      tile(t('net'), { sum_won: summary.payments.sum_won - Math.abs(summary.cancellations.sum_won) }, 'main'),
    ),
    attention(summary),
    hours(summary.by_hour),
    h(
      'div',
      { class: 'columns' },
      sums(
        t('by_pay_type'),
        t('pay_type'),
        summary.by_pay_type.map(one => [one.appr_pay_type && told('pay_type.', one.appr_pay_type), one]),
      ),
      sums(
        t('by_issuer'),
        t('issuer'),
        summary.by_issuer.map(one => [one.appr_issuer ?? one.appr_issuer_cd, one]),
      ),
      sums(
        t('by_acquirer'),
        t('acquirer'),
        summary.by_acquirer
          .map(one => [one.appr_acquirer_nm ?? one.appr_acquirer_cd, one])
          .filter(([name], _, all) => name || all.length > 1),
      ),
    ),
  );
}

/** What may need a person, each with where to look. */
function warnings(summary) {
  const { queue, webhook } = summary;
  return [
    summary.damaged_rows > 0 && [t('damaged', count(summary.damaged_rows)), '#health'],
    summary.open_attention > 0 && [t('attention.bills', countOpen(summary.open_attention)), '#attention'],
    summary.open_dead_letters > 0 && [t('attention.deadletters', countOpen(summary.open_dead_letters)), '#deadletters'],
    queue.oldest_message_at &&
      minutesSince(queue.oldest_message_at) > lateMinutes && [t('attention.queue', age(queue.oldest_message_at)), '#health'],
    manyWait(webhook) && [t('attention.webhook', count(webhook.waiting)), '#health'],
  ].filter(Boolean);
}

function chooser(day) {
  const choose = to => (isDay(to) ? go(`#today/${to}`) : say(t('day.none')));
  const input = h('input', { type: 'date', value: day, max: today(), on: onEnter(() => choose(input.value)) });
  return h(
    'div',
    {},
    h('p', { class: 'lead' }, longDay(day)),
    h(
      'div',
      { class: 'form' },
      button(t('day.before'), () => choose(addDays(day, -1))),
      field(t('day'), input),
      button(t('show'), () => choose(input.value)),
      day < today() && button(t('day.after'), () => choose(addDays(day, 1))),
      h('a', { href: `#list/${day}` }, t('day.list')),
    ),
  );
}

const tile = (name, sum, kind = '') =>
  h(
    'div',
    { class: `card tile ${kind}` },
    h('h2', {}, name),
    h('p', { class: 'sum' }, won(sum.sum_won)),
    sum.count !== undefined && h('p', { class: 'muted' }, t('times', count(sum.count))),
    sum.without_amount > 0 && h('p', { class: 'bad' }, t('without_amount', count(sum.without_amount))),
  );

function attention(summary) {
  const found = warnings(summary);
  return h(
    'div',
    { class: `card ${found.length ? 'warn' : 'good'}` },
    h('h2', {}, t('attention')),
    found.length
      ? h(
          'ul',
          {},
          found.map(([text, href]) => h('li', {}, h('a', { href }, text))),
        )
      : h('p', {}, t('attention.none')),
    h(
      'p',
      { class: 'muted' },
      summary.last_callback_at
        ? t('last_callback', dateTime(summary.last_callback_at), age(summary.last_callback_at))
        : t('last_callback.none'),
    ),
  );
}

const sums = (title, head, rows) =>
  rows.length > 0 &&
  h(
    'div',
    { class: 'card' },
    h('h2', {}, title),
    table(
      title,
      [head, { class: 'number', value: t('count') }, { class: 'number', value: t('net') }],
      rows.map(([name, sum]) => [
        name || t('unnamed'),
        { class: 'number', value: count(sum.count) },
        { class: 'number', value: won(sum.sum_won) },
      ]),
    ),
  );

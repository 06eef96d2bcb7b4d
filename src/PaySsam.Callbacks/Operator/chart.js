// A bar for each hour: payments up, cancellations down; the same numbers stand in a table.
import { h, svg, table } from './dom.js';
import { count, won } from './format.js';
import { t } from './text.js';

const none = { count: 0, sum_won: 0 };

export function hours(byHour) {
  if (byHour.length === 0) return null;
  const day = Array.from({ length: 24 }, (_, hour) => ({
    payments: none,
    cancellations: none,
    ...byHour.find(one => one.hour === hour),
    hour,
  }));
  const paid = day.map(one => one.payments.sum_won);
  const cancelled = day.map(one => Math.abs(one.cancellations.sum_won));
  const busiest = paid.indexOf(Math.max(...paid));
  return h(
    'figure',
    { class: 'card' },
    h(
      'figcaption',
      {},
      h('h2', {}, t('hours')),
      h('p', { class: 'legend' }, h('span', { class: 'up' }, t('payments')), h('span', { class: 'down' }, t('cancellations'))),
    ),
    bars(paid, cancelled, paid[busiest] > 0 ? t('hours.text', count(busiest), won(paid[busiest])) : t('hours.text.unpaid')),
    h(
      'div',
      { class: 'axis', 'aria-hidden': 'true' },
      [0, 6, 12, 18].map(hour => h('span', {}, t('hour', hour))),
    ),
    h(
      'details',
      {},
      h('summary', {}, t('hours.table')),
      table(
        t('hours'),
        [t('hour.head'), { class: 'number', value: t('payments') }, { class: 'number', value: t('cancellations') }],
        day
          .filter(one => one.payments.count + one.cancellations.count > 0)
          .map(one => [t('hour', one.hour), sum(one.payments), sum(one.cancellations)]),
      ),
    ),
  );
}

const sum = one => ({ class: 'number', value: one.count === 0 ? '–' : `${won(one.sum_won)} (${count(one.count)})` });

function bars(up, down, text) {
  const highest = Math.max(...up, 1);
  const lowest = Math.max(...down, 0);
  const scale = 100 / (highest + lowest);
  const zero = highest * scale;
  // What there is can be seen, however little.
  const length = amount => (amount === 0 ? 0 : Math.max(amount * scale, 1.5));
  return svg(
    'svg',
    { class: 'bars', viewBox: '0 0 240 104', preserveAspectRatio: 'none', role: 'img', 'aria-label': text },
    up.map((amount, hour) => bar('up', hour, zero - length(amount), length(amount))),
    svg('line', { x1: 0, x2: 240, y1: zero, y2: zero }),
    down.map((amount, hour) => bar('down', hour, zero, length(amount))),
  );
}

const bar = (kind, hour, y, height) => height > 0 && svg('rect', { class: kind, x: hour * 10 + 1.5, y, width: 7, height, rx: 1 });

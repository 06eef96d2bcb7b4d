// Whether all runs: storage, the queue, the webhook, the last callback, the keys.
import { get, Problem } from './api.js';
import { button, h, put } from './dom.js';
import { age, count, countOpen, dateTime, minutesSince, today } from './format.js';
import { problem, say } from './problem.js';
import { t } from './text.js';
import { manyWait } from './today.js';

const kinds = ['bills', 'dead_letters', 'expected_bills'];

// Minutes: three nights without a run that reached its end.
const behind = 3 * 24 * 60;

export async function show(body) {
  const [health, summary, retention] = await Promise.allSettled([
    get('health/details'),
    get('summary', { day: today() }),
    get('retention'),
  ]);
  if (health.status === 'rejected' && !(health.reason instanceof Problem && health.reason.status === 503)) throw health.reason;
  const healthy = health.status === 'fulfilled';
  const known = summary.status === 'fulfilled' ? summary.value : null;
  put(
    body,
    h(
      'ul',
      { class: 'checks' },
      check(healthy, t('storage'), t(healthy ? 'storage.good' : 'storage.bad')),
      known && [
        check(!known.queue.oldest_message_at || minutesSince(known.queue.oldest_message_at) < 5, t('queue'), queueWords(known.queue)),
        check(
          !manyWait(known.webhook),
          t('webhook'),
          known.webhook.on ? t('webhook.waiting', count(known.webhook.waiting)) : t('webhook.off'),
        ),
        check(known.open_dead_letters === 0, t('deadletters'), t('deadletters.open', countOpen(known.open_dead_letters))),
        check(
          true,
          t('callback'),
          known.last_callback_at
            ? t('last_callback', dateTime(known.last_callback_at), age(known.last_callback_at))
            : t('last_callback.none'),
        ),
      ],
      retention.status === 'fulfilled' && retained(retention.value),
      ((healthy && health.value.warnings) || []).map(warning => check(false, t('keys'), warning)),
    ),
    !known && healthy && problem(summary.reason),
    h('p', { class: 'muted' }, t('checked', dateTime(new Date().toISOString()))),
    button(t('check.again'), async () => {
      await show(body);
      say(t('checked', dateTime(new Date().toISOString())), body);
    }),
  );
}

const queueWords = queue =>
  queue.oldest_message_at ? t('queue.waiting', count(queue.waiting), age(queue.oldest_message_at)) : t('queue.empty');

function retained({ settings, rebuilt, due, runs }) {
  if (Object.values(settings).every(days => days === null)) return check(true, t('retention'), t('retention.off'));
  if (!rebuilt) return check(false, t('retention'), t('retention.rebuild'));
  const [left, last] = [sum(due, 'erased') + sum(due, 'deleted'), runs.find(run => run.finished)];
  return check(
    (last ?? runs.at(-1)) === undefined || minutesSince((last ?? runs.at(-1)).started_at) < behind,
    t('retention'),
    [
      t(
        left === 0 ? 'retention.nothing' : due.all ? 'retention.due' : 'retention.due.more',
        count(left),
        due.oldest && dateTime(due.oldest),
      ),
      last && t('retention.last', dateTime(last.finished_at), count(sum(last, 'erased')), count(sum(last, 'deleted'))),
      last && last.damaged > 0 && t('retention.damaged', count(last.damaged)),
    ]
      .filter(Boolean)
      .join(' '),
  );
}

const sum = (counts, what) => kinds.reduce((all, kind) => all + counts[kind][what], 0);

const check = (good, name, words) =>
  h(
    'li',
    { class: `card ${good ? 'good' : 'warn'}` },
    h('span', { class: 'mark', 'aria-hidden': 'true' }, good ? '✓' : '!'),
    h('div', {}, h('h2', {}, name, h('span', { class: 'hidden' }, ` – ${t(good ? 'good' : 'bad')}`)), h('p', {}, words)),
  );

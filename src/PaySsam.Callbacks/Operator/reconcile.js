// Does PaySsam say the same? What it was asked, and the button that asks for a day now.
import { get, post, Problem } from './api.js';
import { button, field, h, onEnter, put, table } from './dom.js';
import { addDays, count, dateTime, isDay, longDay, today } from './format.js';
import { guarded, say } from './problem.js';
import { t, told } from './text.js';
import { trusting } from './trust.js';

const busy = 409;
const counted = ['asked', 'unchanged', 'found', 'drift', 'odd', 'unknown'];

export async function show(body) {
  const { configured, sweeps, trust, breaker } = await get('reconcile');
  put(
    body,
    h('p', { class: 'lead' }, t('reconcile.what')),
    configured ? asker(body) : h('div', { class: 'card warn' }, h('p', {}, t('reconcile.off'))),
    configured && trusting(trust, breaker, () => show(body)),
    sweeps.length === 0
      ? configured && h('p', { class: 'muted' }, t('reconcile.none'))
      : [overview(sweeps), sweeps.filter(sweep => sweep.bills.length > 0 || sweep.problem).map(card)],
  );
}

function asker(body) {
  const date = h('input', { type: 'date', value: addDays(today(), -1), max: today(), on: onEnter(() => ask.click()) });
  const answer = h('div', {});
  const ask = button(
    t('reconcile.do'),
    () =>
      guarded(answer, async () => {
        if (!isDay(date.value)) return say(t('day.none'));
        const sweep = await run(date.value, body);
        if (!body.isConnected) return; // Who has left is not called back; the timer goes on with it.
        await show(body);
        document.querySelector('h1').focus();
        say(`${longDay(sweep.day)}: ${outcome(sweep)}`, body);
      }),
    'main',
  );
  return [h('div', { class: 'form' }, field(t('day'), date), ask), answer];
}

/** To its end, or to what stops it: one call does as much as a call may. */
async function run(day, body) {
  for (;;) {
    const sweep = await post('reconcile', { day });
    if (sweep.finished || sweep.problem || !body.isConnected) return sweep;
    say(t('reconcile.running', count(sweep.asked)), body);
  }
}

const overview = sweeps =>
  table(
    t('reconcile'),
    [t('day'), t('reconcile.after'), t('reconcile.end'), ...counted.map(name => ({ class: 'number', value: t(`result.${name}`) }))],
    sweeps.map(sweep => [
      sweep.day,
      sweep.days_after ? t('reconcile.days', sweep.days_after) : t('reconcile.hand'),
      end(sweep),
      ...counted.map(name => ({ class: 'number', value: count(sweep[name]) })),
    ]),
  );

const end = sweep => (sweep.finished ? dateTime(sweep.finished_at) : t(sweep.problem ? 'reconcile.stopped' : 'reconcile.goes_on'));

const outcome = sweep =>
  sweep.problem ?? t('reconcile.outcome', count(sweep.asked), count(sweep.found), count(sweep.drift), count(sweep.unknown));

function card(sweep) {
  return h(
    'article',
    { class: 'card' },
    h('h2', {}, longDay(sweep.day)),
    sweep.problem && h('p', { class: 'bad' }, sweep.problem),
    sweep.bills.length > 0 &&
      table(
        longDay(sweep.day),
        [t('bill_id'), t('reconcile.result'), t('reconcile.held'), t('reconcile.answered')],
        sweep.bills.map(bill => [
          h('a', { href: `#find/${encodeURIComponent(bill.bill_id)}` }, bill.bill_id),
          told('result.', bill.result),
          state(bill.held),
          bill.problem ?? state(bill.answered),
        ]),
      ),
  );
}

const state = name => (name ? told('state.', name) : t('unnamed'));

/** For the view of a bill: asks for it alone, and says what came of it. */
export const askNow = (billId, place) =>
  button(t('check'), () =>
    guarded(place, async () => {
      try {
        const { result, answered, problem } = await post('payments/check', { bill_id: billId });
        put(place, h('p', { role: 'status' }, t(`check.${result}`, answered ? state(answered) : (problem ?? ''), problem ?? '')));
      } catch (fault) {
        if (!(fault instanceof Problem) || fault.status !== busy) throw fault;
        put(place, h('p', { role: 'status' }, t('reconcile.off')));
      }
    }),
  );

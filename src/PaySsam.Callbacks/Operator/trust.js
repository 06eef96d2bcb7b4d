// Whether PaySsam's C is taken for "cancelled", and the breaker: what a person says of them.
import { post } from './api.js';
import { button, field, h } from './dom.js';
import { count, dateTime } from './format.js';
import { confirm } from './key.js';
import { guarded } from './problem.js';
import { t } from './text.js';

export const trusting = (trust, breaker, again) => [
  breaker.stopped && card('resume', t('resume.why', dateTime(breaker.stopped_at), count(breaker.applied), count(breaker.of)), again),
  trust.trusted
    ? h('p', { class: 'muted' }, t('trust.said', dateTime(trust.trusted_at), trust.note ?? ''))
    : h('details', {}, h('summary', {}, t('trust')), card('trust', t('trust.why'), again)),
];

/** Both are said with a note. */
function card(name, why, again) {
  const note = h('input', { type: 'text', maxlength: 500, autocomplete: 'off' });
  const answer = h('div', {});
  const say = async () => {
    if (!(await confirm(t(`${name}.do`), [t(`${name}.will`)], t(`${name}.do`), 'main'))) return;
    await post(`reconcile/${name}`, {}, { note: note.value.trim() });
    await again();
  };
  return h(
    'div',
    { class: 'card warn' },
    h('p', {}, why),
    h(
      'div',
      { class: 'form' },
      field(t('settle.note'), note),
      button(t(`${name}.do`), () => guarded(answer, say)),
    ),
    answer,
  );
}

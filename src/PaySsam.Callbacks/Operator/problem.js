// What went wrong, in words, and what happened, aloud.
import { Problem } from './api.js';
import { button, h, put } from './dom.js';
import { t } from './text.js';

/** What a fault means to who reads it. */
export function wordsOf(fault) {
  if (!(fault instanceof Problem)) {
    console.error(fault);
    return t('problem.page');
  }
  if (fault.status === 0) return t('problem.unreachable');
  if (fault.status === 401) return t('problem.key');
  if (fault.status === 403) return t('problem.forbidden');
  if (fault.status === 503) return t('problem.storage');
  if (fault.status === 500) return t('problem.fault');
  return fault.message ? t('problem.said', fault.message) : t('problem.status', fault.status);
}

export const problem = (fault, again) =>
  h('div', { class: 'card bad', role: 'alert' }, h('p', {}, wordsOf(fault)), again && button(t('again'), again));

/** Said to a screen reader, and shown above the view; not where it is of a place that is no longer shown. */
export const say = (text, place = document) => {
  if (place.isConnected) document.getElementById('said').textContent = text;
};

/** For what a person starts inside a view: a fault is told in a place beside it, and the view stays. */
export async function guarded(place, act) {
  put(place);
  try {
    await act();
  } catch (fault) {
    put(place, problem(fault));
  }
}

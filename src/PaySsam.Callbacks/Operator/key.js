// The two questions that the page asks in a dialog: for the key, and whether to act.
import { field, h } from './dom.js';
import { t } from './text.js';

/** The key, or null where the operator gives none. */
export async function askKey(wasRefused) {
  const input = h('input', { type: 'password', autocomplete: 'off', required: true, pattern: '\\s*[!-~]+\\s*', spellcheck: 'false' });
  const answer = await open(
    t('key.title'),
    [wasRefused && h('p', { role: 'alert', class: 'bad' }, t('key.refused')), h('p', {}, t('key.why')), field(t('key.label'), input)],
    t('key.use'),
    'main',
    input,
  );
  return answer ? input.value.trim() : null;
}

/** Whether the operator agrees. */
export const confirm = (title, lines, act, kind) =>
  open(
    title,
    lines.map(line => h('p', {}, line)),
    act,
    kind,
  );

let last = Promise.resolve();

/** A second question waits for the first: an answer counts for one. */
function open(...question) {
  const answer = last.then(() => ask(...question));
  last = answer.catch(() => {});
  return answer;
}

function ask(title, content, act, kind, first) {
  const dialog = document.getElementById('dialog');
  const cancel = h('button', { type: 'button', on: { click: () => dialog.close('') } }, t('cancel'));
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', { id: 'dialog-title' }, title),
    content,
    h('div', { class: 'actions' }, cancel, h('button', { type: 'submit', value: 'yes', class: kind }, act)),
  );
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  dialog.replaceChildren(form);
  dialog.returnValue = '';
  return new Promise(done => {
    dialog.addEventListener('close', () => done(dialog.returnValue === 'yes'), { once: true });
    dialog.showModal();
    (first ?? cancel).focus();
  });
}

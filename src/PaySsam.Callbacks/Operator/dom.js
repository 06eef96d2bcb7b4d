// The only maker of elements. Texts are text nodes and attributes are set by name: nothing is ever read as markup.

/** h('a', { href, class, on: { click } }, 'text', otherElement): null and false children are left out, arrays are opened. */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children);
}

/** Replaces what is inside. */
export function put(element, ...children) {
  element.replaceChildren(...shown(children));
}

function fill(element, { on = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  element.append(...shown(children));
  return element;
}

const shown = children => children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false);

/** A table in a region that scrolls by itself where the screen is narrow. A cell is text, an element, or { class, value }. */
export function table(caption, heads, rows) {
  const cell = (tag, content, properties) =>
    content?.value !== undefined && !(content instanceof Node)
      ? h(tag, { ...properties, class: content.class }, content.value)
      : h(tag, properties, content);
  return h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: 0 },
    h(
      'table',
      {},
      h('caption', { class: 'hidden' }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map(head => cell('th', head, { scope: 'col' })),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map(([first, ...others]) =>
          h(
            'tr',
            {},
            cell('th', first, { scope: 'row' }),
            others.map(other => cell('td', other, {})),
          ),
        ),
      ),
    ),
  );
}

/** A labelled control. */
export function field(label, control) {
  return h('label', { class: 'field' }, h('span', {}, label), control);
}

/** The listener by which Enter in a control does what the button beside it does. What is half typed does nothing. */
export const onEnter = act => ({
  keydown: press => {
    if (press.key !== 'Enter' || press.isComposing) return;
    press.preventDefault();
    act();
  },
});

/** Shows what a hash names, again where it is shown already. */
export function go(hash) {
  if (hash !== location.hash) location.hash = hash;
  else dispatchEvent(new Event('hashchange'));
}

/** A button that does something that takes time, once at a time. */
export function button(label, act, kind = '') {
  const element = h('button', { type: 'button', class: kind, on: { click: () => once(element, act) } }, label);
  return element;
}

/** Runs while the element is marked as busy; a second press meanwhile does nothing. */
export async function once(element, act) {
  if (element.getAttribute('aria-busy') === 'true') return;
  element.setAttribute('aria-busy', 'true');
  try {
    await act();
  } finally {
    element.removeAttribute('aria-busy');
  }
}

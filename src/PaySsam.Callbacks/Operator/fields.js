// A callback's fields by their names for people.
import { button, h } from './dom.js';
import { won } from './format.js';
import { terms } from './terms.js';
import { t, told } from './text.js';

const order = Object.keys(terms);

/** What to ask with: the server covers numbers of cards and phones unless the operator wants to see them. */
export const asking = personal => (personal ? {} : { personal: false });

/** The button that asks for numbers of cards and phones. */
export const showsPersonal = (shown, toggle) => {
  const element = button(t('personal.show'), toggle);
  element.setAttribute('aria-pressed', String(shown));
  return element;
};

const place = name => order.indexOf(`field.${name}`) + 1 || order.length + 1;

/** A list of terms: those we know first, in the order of `terms`, and then whatever else came. */
export const fields = callback =>
  h(
    'dl',
    {},
    Object.entries(callback)
      .toSorted(([one], [other]) => place(one) - place(other))
      .map(([name, value]) => h('div', {}, h('dt', {}, told('field.', name)), h('dd', {}, value === '' ? '–' : readable(name, value)))),
  );

/** Won where it is a whole number, and else what came. */
export const price = value => (/^-?\d+$/.test(value) ? won(Number(value)) : value);

function readable(name, value) {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (name === 'appr_price') return price(value);
  if (name === 'appr_pay_type') return told('pay_type.', value);
  if (name === 'appr_state') return `${told('state.', value)} (${value})`;
  if (/^appr_(origin_)?dt$/.test(name) && /^\d{14}$/.test(value)) return value.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3 $4:$5:$6');
  return value;
}

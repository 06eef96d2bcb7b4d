// A callback's fields by their names for people; numbers of cards and phones only when asked for.
import { button, h } from './dom.js';
import { won } from './format.js';
import { terms } from './terms.js';
import { t, told } from './text.js';

const order = Object.keys(terms);

const personalNames = ['appr_issuer_num', 'apprIssuerNum', 'appr_cash_issuance_number', 'apprCashIssuanceNumber'];
const plainNames = ['bill_id', 'billId', 'appr_num', 'apprNum', 'appr_dt', 'apprDt', 'appr_price', 'apprPrice', 'appr_origin_dt', 'apprOriginDt',
  'appr_origin_num', 'apprOriginNum', 'appr_cash_num', 'apprCashNum'];

/** The button that asks for them. */
export const showsPersonal = (shown, toggle) => {
  const element = button(t('personal.show'), toggle);
  element.setAttribute('aria-pressed', String(shown));
  return element;
};

const place = name => (order.indexOf(`field.${name}`) + 1 || order.length + 1);

/** A list of terms: those we know first, in the order of `terms`, and then whatever else came. */
export const fields = (callback, personal) => h('dl', {}, Object.entries(callback).toSorted(([one], [other]) => place(one) - place(other)).map(([name, value]) =>
  h('div', {}, h('dt', {}, told('field.', name)), h('dd', {}, value === '' ? '–' : readable(name, masked(name, value, personal))))));

/** A JSON value, or text that is none, with numbers that may be a person's covered. */
export function masked(name, value, personal) {
  if (personal || plainNames.includes(name)) return value;
  if (Array.isArray(value)) return value.map(one => masked(name, one, personal));
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, masked(inner, one, personal)]));
  if (personalNames.includes(name)) return value === null || value === '' ? value : '••••••••';
  // A field that we do not know may hold one all the same.
  return /\d(?:[ -]?\d){6,}/.test(String(value)) ? String(value).replace(/\d(?:[ -]?\d){6,}/g, '••••••••') : value;
}

function readable(name, value) {
  if (name === 'appr_price' && /^-?\d+$/.test(value)) return won(Number(value));
  if (name === 'appr_state') return `${told('state.', value)} (${value})`;
  if (/^appr_(origin_)?dt$/.test(name) && /^\d{14}$/.test(value)) return value.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3 $4:$5:$6');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

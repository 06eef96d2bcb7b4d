// A callback's fields by their names for people; numbers of cards and phones only when asked for.
import { button, h } from './dom.js';
import { won } from './format.js';
import { terms } from './terms.js';
import { t, told } from './text.js';

const order = Object.keys(terms);

const personalNames = ['appr_issuer_num', 'apprIssuerNum', 'appr_cash_issuance_number', 'apprCashIssuanceNumber'];
const plainNames = [
  'bill_id',
  'billId',
  'appr_num',
  'apprNum',
  'appr_dt',
  'apprDt',
  'appr_price',
  'apprPrice',
  'appr_origin_dt',
  'apprOriginDt',
  'appr_origin_num',
  'apprOriginNum',
  'appr_cash_num',
  'apprCashNum',
];

/** The button that asks for them. */
export const showsPersonal = (shown, toggle) => {
  const element = button(t('personal.show'), toggle);
  element.setAttribute('aria-pressed', String(shown));
  return element;
};

const place = name => order.indexOf(`field.${name}`) + 1 || order.length + 1;

/** A list of terms: those we know first, in the order of `terms`, and then whatever else came. */
export const fields = (callback, personal) =>
  h(
    'dl',
    {},
    Object.entries(callback)
      .toSorted(([one], [other]) => place(one) - place(other))
      .map(([name, value]) =>
        h('div', {}, h('dt', {}, told('field.', name)), h('dd', {}, value === '' ? '–' : readable(name, masked(name, value, personal)))),
      ),
  );

export const cover = '••••••••';

// Seven digits or more, or six and then stars, however they are grouped.
const runs = /\d(?:[\s.()*-]{0,12}\d){5,}[\s.()*-]{0,12}[\d*]+/g;
const named = new RegExp(`((?:${personalNames.join('|')})\\\\?["']?\\s*[:=]\\s*)("(?:[^"\\\\]|\\\\.)*"?|[^,}&\\s]+)`, 'g');

/** Text of no known form, with what may be a person's covered: by name, and by runs of digits. */
export const maskedText = text => text.replace(named, `$1${cover}`).replace(runs, cover);

/** A JSON value with numbers that may be a person's covered. */
export function masked(name, value, personal) {
  if (personal || (plainNames.includes(name) && typeof value !== 'object')) return value;
  if (Array.isArray(value)) return value.map(one => masked(name, one, personal));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, masked(inner, one, personal)]));
  if (personalNames.includes(name)) return value === null || value === '' ? value : cover;
  // A field that we do not know may hold one all the same.
  const text = maskedText(String(value));
  return text === String(value) ? value : text;
}

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

// Numbers and times as the reader writes them; every time is Korean time, wherever the browser is.
import { current, t } from './text.js';

const zone = 'Asia/Seoul';
const locale = () => (current() === 'ko' ? 'ko-KR' : 'en-GB');

export const count = number => new Intl.NumberFormat(locale()).format(number);

/** The app counts what is open up to 1000. */
export const countOpen = number => count(number) + (number >= 1000 ? '+' : '');

export const won = amount => (amount === null || amount === undefined ? '–' : (amount < 0 ? '−' : '') + t('won', count(Math.abs(amount))));

export const dateTime = iso =>
  iso
    ? new Intl.DateTimeFormat(locale(), { timeZone: zone, dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(
        new Date(iso),
      )
    : '–';

export const time = iso =>
  iso ? new Intl.DateTimeFormat(locale(), { timeZone: zone, timeStyle: 'short', hourCycle: 'h23' }).format(new Date(iso)) : '–';

/** yyyy-MM-dd, in words. */
export const longDay = day => new Intl.DateTimeFormat(locale(), { timeZone: 'UTC', dateStyle: 'full' }).format(new Date(day));

/** The Korean day now, yyyy-MM-dd: that is how Swedish writes a date. */
export const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format();

/** So many days later. */
export const addDays = (day, days) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

export const isDay = text => /^\d{4}-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(Date.parse(text));

/** How long ago, in the largest whole unit. */
export function age(iso) {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(iso)) / 1000));
  const [unit, size] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ].find(([, size]) => seconds >= size) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'always' }).format(-Math.floor(seconds / size), unit);
}

export const minutesSince = iso => (Date.now() - Date.parse(iso)) / 60_000;

// Which language, and its words. The browser's decides until somebody chooses.
import { words } from './words.js';

const kept = 'payssam-language';
let language = localStorage.getItem(kept) ?? (navigator.language.toLowerCase().startsWith('ko') ? 'ko' : 'en');

export const current = () => language;

export function choose(chosen) {
  language = chosen;
  localStorage.setItem(kept, chosen);
}

/** The words of a name, with {0}, {1}, … filled in. */
export function t(name, ...values) {
  const entry = words[name];
  if (entry === undefined) throw new Error(`There are no words for ${name}.`);
  return entry[language === 'ko' ? 0 : 1].replace(/\{(\d)\}/g, (_, index) => values[index]);
}

/** The words of a name that the server may have got from elsewhere: itself where there are none. */
export function told(prefix, name) {
  return Object.hasOwn(words, prefix + name) ? t(prefix + name) : name;
}

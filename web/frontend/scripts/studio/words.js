// The editors' own words in the language of the page. What is missing is collected: a test fails on it.

import russian from 'bpmn-js-i18n/translations/ru.js';
import { given } from './page.js';

const known = { ...(given.language === 'ru' ? russian : {}), ...given.words };
const loose = (text) => text.toLowerCase().replace(/[-\s]+/g, ' ');
const loosely = new Map(Object.entries(known).map(([key, text]) => [loose(key), text]));
const find = (text) => known[text] || loosely.get(loose(text)); // one library writes "User Task", another "User task"
export const untranslated = new Set();
window.untranslated = untranslated;

export function translate(template, params = {}) {
  const text = String(template);
  if (given.language === 'ru' && /[a-z]{2}/i.test(text) && !find(text) && !/[^\x00-\x7f]/.test(text)) untranslated.add(text);
  return (find(text) || text).replace(/\{([^}]+)\}/g, (whole, name) => (params[name] === undefined ? whole : params[name]));
}

export const inOurWords = { translate: ['value', translate] };

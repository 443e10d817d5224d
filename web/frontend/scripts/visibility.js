// Shows and hides fields as their conditions say. The server judges again on its own.

import { holds } from './conditions.js';

const READ = {
  yesno: (text) => (text === 'yes' ? true : text === 'no' ? false : null),
  date: iso,
  datetime: iso,
  integer: point,
  decimal: point,
  money: point,
};

function iso(text) {
  const found = /^(\d{1,2})[.\s/-]+(\d{1,2})[.\s/-]+(\d{4})(.*)$/.exec(text);
  return found ? `${found[3]}-${found[2].padStart(2, '0')}-${found[1].padStart(2, '0')}${found[4]}` : text;
}

function point(text) {
  return text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
}

// What is typed now, as conditions see it; names without the prefix of their row.
function answersOf(form, prefix, hidden) {
  const answers = {};
  for (const input of form.elements) {
    const name = input.name.slice(prefix.length);
    if (!input.name.startsWith(prefix) || !name || name.includes('-') || hidden.has(input.name)) continue;
    if (input.type === 'checkbox' && 'list' in input.dataset) {
      answers[name] = (answers[name] || []).concat(input.checked ? [input.value] : []);
    } else if (input.type === 'checkbox') {
      answers[name] = input.checked || null;
    } else if (input.type !== 'radio' || input.checked) {
      const block = input.closest('[data-kind]');
      const read = block && READ[block.dataset.kind];
      const text = input.value.trim();
      answers[name] = text === '' ? null : read ? read(text) : text;
    }
  }
  return answers;
}

// A hidden field answers nothing, so what hangs on it hides too: conditions look only at earlier
// fields, so one pass in the order of the page is enough.
function refresh(form) {
  const hidden = new Set();
  for (const block of form.querySelectorAll('[data-when]')) {
    const { prefix, field, when } = block.dataset;
    const answers = { ...answersOf(form, '', hidden), ...(prefix ? answersOf(form, prefix, hidden) : {}) };
    block.hidden = !holds(JSON.parse(when), answers);
    if (block.hidden) hidden.add(field);
  }
}

export function watchConditions(form) {
  for (const block of form.querySelectorAll('[data-off]')) block.removeAttribute('data-off');
  refresh(form);
  if (form.dataset.watched) return;
  form.dataset.watched = 'yes';
  form.addEventListener('input', () => refresh(form));
}

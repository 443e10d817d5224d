// Entries of the properties panel that the library does not have: several choices, a text the server reads, plain words.

import { SelectEntry, TextAreaEntry, TextFieldEntry, useDebounce } from '@bpmn-io/properties-panel';
import { h } from '@bpmn-io/properties-panel/preact';
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks';
import { useService } from 'bpmn-js-properties-panel';

import { places, post, say } from './page.js';

const remembered = new Map();

// What the server says of a question; null while nobody has asked or it has not answered yet.
export function useAnswer(question) {
  const key = question && JSON.stringify(question);
  const [answer, setAnswer] = useState(null);
  useEffect(() => {
    if (!key) { setAnswer(null); return undefined; }
    let over = false;
    const timer = setTimeout(async () => {
      if (!remembered.has(key)) remembered.set(key, await post(places.ask, question).catch(() => null));
      if (!over) setAnswer(remembered.get(key));
    }, remembered.has(key) ? 0 : 250);
    return () => { over = true; clearTimeout(timer); };
  }, [key]);
  return answer;
}

export function Told({ answer }) {
  if (!answer) return null;
  if (answer.error) return h('p', { class: 'told wrong', role: 'status' }, answer.error);
  return answer.said ? h('p', { class: 'told', role: 'status' }, answer.said) : null;
}

export function choice({ id, label, options, value, write, description, empty = true }) {
  const component = ({ element }) => SelectEntry({
    element, id, label, description,
    getValue: value, setValue: write,
    getOptions: () => [...(empty ? [{ value: '', label: '–' }] : []), ...present(options(), value(element))],
  });
  return { id, component };
}

// What is written in the diagram is shown, also when nothing offers it any more.
function present(options, value) {
  return !value || options.some((option) => option.value === value) ? options : [...options, { value, label: `${value} (${say('unknown')})` }];
}

export function line({ id, label, value, write, description }) {
  const component = ({ element }) => TextFieldEntry({ element, id, label, description, getValue: value, setValue: write, debounce: useService('debounceInput') });
  return { id, component };
}

// A text the server reads at once: `question(text)` makes the question.
export function read({ id, label, value, write, question, rows = 2 }) {
  const Field = ({ element }) => TextAreaEntry({ element, id, label, rows, monospace: true, getValue: value, setValue: write, debounce: useService('debounceInput') });
  const component = ({ element }) => {
    const text = value(element);
    return h('div', { class: 'read' }, h(Field, { element }), h(Told, { answer: useAnswer(text ? question(text) : null) }));
  };
  return { id, component };
}

// Words separated by spaces, each one of the options.
export function choices({ id, label, options, value, write, add }) {
  const component = ({ element }) => {
    const words = value(element).split(/\s+/).filter(Boolean);
    const known = options();
    const put = (list) => write(list.join(' '));
    const title = (word) => (known.find((option) => option.value === word) || { label: word }).label;
    const left = known.filter((option) => !words.includes(option.value));
    return h('div', { class: 'bio-properties-panel-entry choices', 'data-entry-id': id },
      h('label', { for: `choices-${id}`, class: 'bio-properties-panel-label' }, label),
      words.length ? h('ul', {}, words.map((word) => h('li', { key: word }, h('span', {}, title(word)),
        h('button', { type: 'button', 'aria-label': say('remove', { name: title(word) }), onClick: () => put(words.filter((other) => other !== word)) }, '×')))) : null,
      h('select', { id: `choices-${id}`, class: 'bio-properties-panel-input', value: '', onChange: (event) => { if (event.target.value) put([...words, event.target.value]); event.target.value = ''; } },
        h('option', { value: '' }, add), left.map((option) => h('option', { key: option.value, value: option.value }, option.label))));
  };
  return { id, component };
}

export function words({ id, render }) {
  return { id, component: ({ element }) => h('div', { class: 'bio-properties-panel-entry words', 'data-entry-id': id }, render(element)) };
}

export const link = (href, label, opens = '') => h('a', { href, class: 'panel-link', ...(opens ? { target: opens } : {}) }, label);
export { h, useDebounce };

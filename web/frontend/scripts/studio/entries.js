// Entries of the properties panel that the library does not have: several choices, a text the server reads, plain words.
// Their components are the same ones in every drawing of the panel: new ones would take the focus away.

import { CheckboxEntry, SelectEntry, TextAreaEntry, TextFieldEntry, useDebounce } from '@bpmn-io/properties-panel';
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

function Choice({ element, id, label, description, options, value, write, empty = true }) {
  return SelectEntry({
    element, id, label, description,
    getValue: value, setValue: write,
    getOptions: () => [...(empty ? [{ value: '', label: '–' }] : []), ...present(options(), value(element))],
  });
}

export const choice = (told) => ({ ...told, component: Choice });

// What is written in the diagram is shown, also when nothing offers it any more.
function present(options, value) {
  return !value || options.some((option) => option.value === value) ? options : [...options, { value, label: `${value} (${say('unknown')})` }];
}

function Line({ element, id, label, description, value, write }) {
  return TextFieldEntry({ element, id, label, description, getValue: value, setValue: write, debounce: useService('debounceInput') });
}

export const line = (told) => ({ ...told, component: Line });

function Area({ element, id, label, rows = 2, value, write }) {
  return TextAreaEntry({ element, id, label, rows, monospace: true, getValue: value, setValue: write, debounce: useService('debounceInput') });
}

function Read(told) {
  const text = told.value(told.element);
  return h('div', { class: 'read' }, h(Area, told), h(Told, { answer: useAnswer(text ? told.question(text) : null) }));
}

// A text the server reads at once: `question(text)` makes the question.
export const read = (told) => ({ ...told, component: Read });

function Asked({ element, question }) {
  return h(Told, { answer: useAnswer(question(element)) });
}

// What the server says of a question about the element.
export const asked = (told) => ({ ...told, component: Asked });

function Choices({ element, id, label, options, value, write, add }) {
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
}

// Words separated by spaces, each one of the options.
export const choices = (told) => ({ ...told, component: Choices });

function Words({ element, id, render }) {
  return h('div', { class: 'bio-properties-panel-entry words', 'data-entry-id': id }, render(element));
}

export const words = (told) => ({ ...told, component: Words });

function Tick({ element, id, label, value, write }) {
  return CheckboxEntry({ element, id, label, getValue: value, setValue: write });
}

export const tick = (told) => ({ ...told, component: Tick });

export const link = (href, label, opens = '') => h('a', { href, class: 'panel-link', ...(opens ? { target: opens } : {}) }, label);
export { h, useDebounce };

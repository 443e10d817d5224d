// Decision tables: dmn-js in the page's language, with the same saving and the same checks, shown at their rows.

import Modeler from 'dmn-js/lib/Modeler';

import { Checks } from './checks.js';
import { openTextClash } from './textclash.js';
import { download } from './exporting.js';
import { given, make, say } from './page.js';
import { Saving, showOthers } from './saving.js';
import { inOurWords } from './words.js';

const VIEWS = ['drd', 'decisionTable', 'literalExpression', 'boxedExpression'];

async function begin() {
  const modeler = new Modeler({ container: '#canvas', ...Object.fromEntries(VIEWS.map((view) => [view, { additionalModules: [inOurWords] }])) });
  window.modeler = modeler;
  const rows = new Map();
  const checks = new Checks(given.name, (id) => show(modeler, id), (marks) => mark(modeler, marks), (found) => inRows(found, rows));
  const source = async () => (await modeler.saveXML({ format: true })).xml;
  const saving = new Saving(given.name, source, {
    saved: (answer) => { number(modeler, rows); checks.tell(answer.findings); },
    clash: async (theirs) => openTextClash({ theirs, mine: await source(), saving, take: (text) => modeler.importXML(text) }),
    others: (others, moved) => showOthers(others, given.name, moved),
  });
  watch(modeler, saving);
  await modeler.importXML(await saving.open());
  const table = modeler.getViews().find((view) => view.type === 'decisionTable');
  if (table) await modeler.open(table);
  number(modeler, rows);
  checks.tell(given.findings);
  if (given.writable) saving.attend();
  document.querySelector('[data-act="export-dmn"]').addEventListener('click', async () => download(given.name, await source(), 'application/xml'));
  const wanted = new URLSearchParams(window.location.search).get('element');
  if (wanted) show(modeler, wanted);
  document.querySelector('[data-editor]').dataset.editor = 'ready';
}

function watch(modeler, saving) {
  const watched = new WeakSet();
  modeler.on('views.changed', () => {
    tabs(modeler);
    const viewer = modeler.getActiveViewer();
    if (!viewer || watched.has(viewer)) return;
    watched.add(viewer);
    if (given.writable) viewer.on('commandStack.changed', () => saving.changed());
  });
  for (const [act, step] of [['undo', 'undo'], ['redo', 'redo']]) {
    const button = document.querySelector(`[data-act="${act}"]`);
    if (button) button.addEventListener('click', () => modeler.getActiveViewer().get('commandStack')[step]());
  }
}

function tabs(modeler) {
  const active = modeler.getActiveView();
  document.querySelector('[data-views]').replaceChildren(...modeler.getViews().map((view) => make('button', {
    type: 'button', class: 'button small', 'aria-pressed': String(view === active || (active && view.id === active.id && view.type === active.type)),
    onclick: () => modeler.open(view),
  }, view.type === 'drd' ? say('whole') : view.name || view.id)));
}

const decisions = (modeler) => modeler.getDefinitions().drgElement || [];
const rules = (decision) => (decision.decisionLogic && decision.decisionLogic.rule) || [];
const holds = (rule, id) => rule.id === id || [...(rule.inputEntry || []), ...(rule.outputEntry || [])].some((cell) => cell.id === id);

function number(modeler, rows) {
  rows.clear();
  for (const decision of decisions(modeler)) rules(decision).forEach((rule, place) => rows.set(rule.id, place + 1));
}

// People count rows; the file counts ids.
function inRows(text, rows) {
  return text.replace(/[\w.-]+/g, (word) => (rows.has(word) ? say('row', { number: rows.get(word) }) : word));
}

async function show(modeler, id) {
  const home = decisions(modeler).find((decision) => decision.id === id || rules(decision).some((rule) => holds(rule, id)));
  const view = home && modeler.getViews().find((each) => each.element === home);
  if (!view) return;
  await modeler.open(view);
  const cell = document.querySelector(`[data-element-id="${CSS.escape(id)}"], [data-row-id="${CSS.escape(id)}"]`);
  if (cell) cell.scrollIntoView({ block: 'center' });
}

// The editor draws its rows anew all the time, so marks are rules of style, not classes.
function mark(modeler, marks) {
  const sheet = document.getElementById('marks') || document.head.appendChild(make('style', { id: 'marks' }));
  const rule = (colour) => (id) => `#canvas [data-row-id="${CSS.escape(id)}"], #canvas [data-element-id="${CSS.escape(id)}"] { background: ${colour} !important; }`;
  sheet.textContent = [...(marks.warning || []).filter(Boolean).map(rule('#fcf1da')), ...(marks.error || []).filter(Boolean).map(rule('#fbebe8'))].join('\n');
}

const failed = (error) => {
  document.querySelector('[data-editor]').dataset.editor = 'failed';
  document.querySelector('[data-save-state]').textContent = say('cannot-open');
  throw error;
};

begin().catch(failed);

// The modeller: bpmn-js in the page's language with our properties panel, saving, checks, import and export.

import Modeler from 'bpmn-js/lib/Modeler';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from 'bpmn-js-properties-panel';

import { Checks } from './checks.js';
import { openClash } from './clash.js';
import { exportAs } from './exporting.js';
import { bringIn } from './importing.js';
import { addressOf, get, given, places, say } from './page.js';
import { OwnGroups } from './panel.js';
import { Saving, showOthers } from './saving.js';
import { inOurWords } from './words.js';

const MARKS = { error: 'has-error', warning: 'has-warning' };

async function begin() {
  const known = { now: await get(places.offers) };
  const modeler = new Modeler({
    container: '#canvas',
    propertiesPanel: { parent: '#panel' },
    moddleExtensions: { opora: given.vocabulary },
    additionalModules: [BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, inOurWords,
      { __init__: ['ownGroups'], ownGroups: ['type', OwnGroups], offers: ['value', () => known.now] }],
  });
  window.modeler = modeler;
  const checks = new Checks(given.name, (id) => show(modeler, id), (marks) => mark(modeler, marks));
  const saving = new Saving(given.name, async () => (await modeler.saveXML({ format: true })).xml, {
    saved: async (answer) => { checks.tell(answer.findings); known.now = await get(places.offers); },
    clash: (theirs) => openClash(modeler, theirs, saving),
    others: (others, moved) => showOthers(others, given.name, moved),
  });
  await modeler.importXML(await saving.open());
  fit(modeler);
  checks.tell(given.findings);
  stages(modeler, () => known.now);
  if (given.writable) modeler.on('commandStack.changed', () => saving.changed());
  if (given.writable) saving.attend();
  buttons(modeler, saving, checks);
  const wanted = new URLSearchParams(window.location.search).get('element');
  if (wanted) show(modeler, wanted);
  document.querySelector('[data-editor]').dataset.editor = 'ready';
}

// The whole drawing beside the palette; a large one from its beginning, large enough to read.
const PALETTE = 130;
const EDGE = 30;

function fit(modeler) {
  const canvas = modeler.get('canvas');
  canvas.zoom('fit-viewport');
  const { inner, outer } = canvas.viewbox();
  const room = { width: outer.width - PALETTE - EDGE, height: outer.height - 2 * EDGE };
  const scale = Math.max(0.7, Math.min(1, room.width / inner.width, room.height / inner.height));
  canvas.viewbox({ x: inner.x - PALETTE / scale, y: inner.y - EDGE / scale, width: outer.width / scale, height: outer.height / scale });
}

function show(modeler, id) {
  const element = modeler.get('elementRegistry').get(id);
  if (!element) return;
  const canvas = modeler.get('canvas');
  const root = canvas.findRoot(element);
  if (root) canvas.setRootElement(root);
  canvas.scrollToElement(element, 100);
  modeler.get('selection').select(element);
}

function mark(modeler, marks) {
  if (!modeler.getDefinitions()) return;
  const canvas = modeler.get('canvas');
  for (const [kind, marker] of Object.entries(MARKS)) {
    for (const element of modeler.get('elementRegistry').getAll()) {
      const has = canvas.hasMarker(element, marker);
      const wanted = (marks[kind] || []).includes(element.id);
      if (has !== wanted) canvas[wanted ? 'addMarker' : 'removeMarker'](element, marker);
    }
  }
}

// A stage opens by a double click, and by the link in the panel; the way back is the browser's own.
function stages(modeler, known) {
  modeler.on('element.dblclick', 2000, ({ element }) => {
    const called = element.businessObject && element.businessObject.calledElement;
    const stage = called && known().processes.find((process) => process.key === called);
    if (!stage) return undefined;
    window.location.assign(addressOf(stage.file));
    return false;
  });
}

function buttons(modeler, saving, checks) {
  const act = {
    undo: () => modeler.get('commandStack').undo(),
    redo: () => modeler.get('commandStack').redo(),
    search: () => modeler.get('searchPad').toggle(),
    in: () => modeler.get('zoomScroll').stepZoom(1),
    out: () => modeler.get('zoomScroll').stepZoom(-1),
    fit: () => fit(modeler),
    import: () => bringIn(modeler, saving, checks),
    ...Object.fromEntries(['bpmn', 'svg', 'png'].map((kind) => [`export-${kind}`, () => exportAs(kind, modeler, given.name)])),
  };
  for (const button of document.querySelectorAll('[data-act]')) button.addEventListener('click', () => act[button.dataset.act]());
}

const failed = (error) => {
  document.querySelector('[data-editor]').dataset.editor = 'failed';
  document.querySelector('[data-save-state]').textContent = say('cannot-open');
  throw error;
};

begin().catch(failed);

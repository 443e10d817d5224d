// Two people have changed one diagram: both pictures side by side, and each choice says what becomes of the other.

import Viewer from 'bpmn-js/lib/NavigatedViewer';

import { download } from './exporting.js';
import { given, make, say } from './page.js';

export async function openClash(modeler, theirs, saving) {
  const mine = (await modeler.saveXML({ format: true })).xml;
  const frames = { mine: make('div', { class: 'frame-box' }), theirs: make('div', { class: 'frame-box' }) };
  const end = async (keep) => {
    dialog.close();
    if (!keep && theirs.text) await modeler.importXML(theirs.text);
    saving.settle(theirs.revision, keep);
  };
  const dialog = make('dialog', { class: 'studio-dialog wide', 'aria-labelledby': 'clash' },
    make('h2', { id: 'clash' }, say('clash', theirs)),
    make('p', {}, say('clash-why')),
    make('div', { class: 'both' },
      make('section', {}, make('h3', {}, say('mine')), frames.mine),
      make('section', {}, make('h3', {}, say('theirs-of', theirs)), frames.theirs)),
    make('div', { class: 'buttons' },
      make('button', { type: 'button', class: 'button main', onclick: () => end(false) }, say('take-theirs')),
      make('button', { type: 'button', class: 'button', onclick: () => end(true) }, say('keep-mine')),
      make('button', { type: 'button', class: 'button quiet', onclick: () => download(given.name, mine, 'application/xml') }, say('save-mine'))));
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  await Promise.all([draw(frames.mine, mine), draw(frames.theirs, theirs.text)]);
}

async function draw(container, xml) {
  if (!xml) { container.textContent = say('taken-away'); return; }
  const viewer = new Viewer({ container, moddleExtensions: { opora: given.vocabulary } });
  await viewer.importXML(xml).catch(() => { container.textContent = say('cannot-open'); });
  viewer.get('canvas').zoom('fit-viewport', 'auto');
}

// A file drawn elsewhere comes in whole, or not at all: the server judges it first, and nothing is dropped in silence.

import { given, make, places, post, say } from './page.js';

export function bringIn(modeler, saving, checks) {
  const picker = make('input', { type: 'file', accept: '.bpmn,.xml' });
  picker.addEventListener('change', async () => {
    const [file] = picker.files;
    if (file) await take(await file.text(), modeler, saving, checks);
  });
  picker.click();
}

export async function take(text, modeler, saving, checks) {
  const judged = await post(places.proof, { name: given.name, text });
  const errors = (judged.findings || []).filter((found) => found.severity === 'error');
  if (!judged.ok || errors.length) return refuse(errors.length ? errors : [{ element: '', sentence: judged.error || say('refused-plain') }]);
  const before = (await modeler.saveXML({ format: true })).xml;
  const warnings = await modeler.importXML(text).then((done) => done.warnings, (error) => error.warnings.concat(error));
  if (warnings.length) {
    await modeler.importXML(before);
    return refuse(warnings.map((warning) => ({ element: '', sentence: warning.message })));
  }
  modeler.get('canvas').zoom('fit-viewport', 'auto');
  checks.tell(judged.findings);
  saving.changed();
  return undefined;
}

function refuse(findings) {
  const dialog = make('dialog', { class: 'studio-dialog', 'aria-labelledby': 'refused' },
    make('h2', { id: 'refused' }, say('import-refused')),
    make('p', {}, say('import-refused-why')),
    make('ul', {}, ...findings.map((found) => make('li', {}, found.element ? make('strong', {}, `${found.element}: `) : null, found.sentence))),
    make('form', { method: 'dialog' }, make('button', { class: 'button main' }, say('close'))));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

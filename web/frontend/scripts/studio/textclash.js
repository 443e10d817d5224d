// Two people have changed one file that is no picture: both texts side by side.

import { download } from './exporting.js';
import { given, make, say } from './page.js';

export function openTextClash({ theirs, mine, saving, take }) {
  const end = async (keep) => {
    dialog.close();
    if (!keep && theirs.text) await take(theirs.text);
    saving.settle(theirs.revision, keep);
  };
  const text = (content) => make('pre', { class: 'code', tabindex: '0' }, content || say('taken-away'));
  const dialog = make('dialog', { class: 'studio-dialog wide', 'aria-labelledby': 'clash' },
    make('h2', { id: 'clash' }, say('clash', theirs)),
    make('p', {}, say('clash-why')),
    make('div', { class: 'both' },
      make('section', {}, make('h3', {}, say('mine')), text(mine)),
      make('section', {}, make('h3', {}, say('theirs-of', theirs)), text(theirs.text))),
    make('div', { class: 'buttons' },
      make('button', { type: 'button', class: 'button main', onclick: () => end(false) }, say('take-theirs')),
      make('button', { type: 'button', class: 'button', onclick: () => end(true) }, say('keep-mine')),
      make('button', { type: 'button', class: 'button quiet', onclick: () => download(given.name, mine, 'text/plain') }, say('save-mine'))));
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

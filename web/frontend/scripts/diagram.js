// Draws a BPMN diagram with marks; the outline beside it says the same in words.

import { link, load, mark, open } from './drawing.js';

// Heat: a number is written on every element; its strength is one of five.
function warm(viewer, heat) {
  const known = viewer.get('elementRegistry');
  for (const id of Object.keys(heat)) {
    if (!known.get(id)) continue;
    viewer.get('canvas').addMarker(id, `heat-${heat[id].level}`);
    const chip = document.createElement('div');
    chip.className = `heat level-${heat[id].level}`;
    chip.textContent = heat[id].text;
    viewer.get('overlays').add(id, 'heat', { position: { bottom: 12, left: 8 }, html: chip });
  }
}

async function draw(drawing) {
  const { marks, links } = JSON.parse(drawing.dataset.marks);
  const viewer = open(drawing, () => links || {});
  await load(viewer, drawing.dataset.source);
  mark(viewer, marks || {});
  warm(viewer, (marks || {}).heat || {});
  link(viewer, links || {});
  drawing.dataset.drawn = 'yes';
}

for (const drawing of document.querySelectorAll('[data-drawing]')) {
  draw(drawing).catch((error) => { drawing.dataset.drawn = 'no'; throw error; });
}

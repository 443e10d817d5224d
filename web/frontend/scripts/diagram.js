// Draws a BPMN diagram with marks; the outline beside it says the same in words.

import Viewer from 'bpmn-js/lib/NavigatedViewer';

const MARKS = ['done', 'here', 'late'];

function pad(canvas) {
  canvas.zoom('fit-viewport', 'auto');
  const box = canvas.viewbox();
  const edge = 24;
  const foot = 40; // for the mark in the corner, which lies over the drawing
  canvas.viewbox({ x: box.inner.x - edge, y: box.inner.y - edge, width: box.inner.width + 2 * edge, height: box.inner.height + 2 * edge + foot });
}

function mark(viewer, marks) {
  const canvas = viewer.get('canvas');
  const known = viewer.get('elementRegistry');
  for (const kind of MARKS) {
    for (const id of marks[kind] || []) if (known.get(id)) canvas.addMarker(id, `is-${kind}`);
  }
  const flags = marks.flags || {};
  for (const id of Object.keys(flags)) {
    if (!known.get(id)) continue;
    const flag = document.createElement('div');
    flag.className = (marks.late || []).includes(id) ? 'flag late' : 'flag';
    flag.textContent = flags[id];
    viewer.get('overlays').add(id, 'note', { position: { top: -14, left: 8 }, html: flag });
  }
}

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

function link(viewer, links) {
  const canvas = viewer.get('canvas');
  for (const id of Object.keys(links)) if (viewer.get('elementRegistry').get(id)) canvas.addMarker(id, 'opens');
  viewer.on('element.click', ({ element }) => { if (links[element.id]) window.location.assign(links[element.id]); });
}

function tools(drawing, canvas) {
  const act = { in: () => canvas.zoom(canvas.zoom() * 1.25), out: () => canvas.zoom(canvas.zoom() / 1.25), fit: () => pad(canvas) };
  for (const button of drawing.querySelectorAll('[data-zoom]')) button.addEventListener('click', () => act[button.dataset.zoom]());
}

async function draw(drawing) {
  const box = drawing.querySelector('.canvas');
  const { marks, links } = JSON.parse(drawing.dataset.marks);
  const answer = await fetch(drawing.dataset.source, { credentials: 'same-origin' });
  const viewer = new Viewer({ container: box });
  await viewer.importXML(await answer.text());
  pad(viewer.get('canvas'));
  mark(viewer, marks || {});
  warm(viewer, (marks || {}).heat || {});
  link(viewer, links || {});
  tools(drawing, viewer.get('canvas'));
  drawing.dataset.drawn = 'yes';
}

for (const drawing of document.querySelectorAll('[data-drawing]')) {
  draw(drawing).catch((error) => { drawing.dataset.drawn = 'no'; throw error; });
}

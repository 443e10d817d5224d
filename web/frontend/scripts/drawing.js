// A BPMN diagram in a box, with marks: what the pages that show one have in common.

import Viewer from 'bpmn-js/lib/NavigatedViewer';

export const MARKS = ['done', 'here', 'late', 'uncovered'];

export function pad(canvas) {
  canvas.zoom('fit-viewport', 'auto');
  const box = canvas.viewbox();
  const edge = 24;
  const foot = 40; // for the mark in the corner, which lies over the drawing
  canvas.viewbox({ x: box.inner.x - edge, y: box.inner.y - edge, width: box.inner.width + 2 * edge, height: box.inner.height + 2 * edge + foot });
}

export function clear(viewer) {
  const canvas = viewer.get('canvas');
  for (const element of viewer.get('elementRegistry').getAll()) {
    for (const kind of [...MARKS.map((mark) => `is-${mark}`), 'opens']) canvas.removeMarker(element.id, kind);
  }
  viewer.get('overlays').remove({ type: 'note' });
}

export function mark(viewer, marks) {
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

export function link(viewer, links) {
  const canvas = viewer.get('canvas');
  for (const id of Object.keys(links)) if (viewer.get('elementRegistry').get(id)) canvas.addMarker(id, 'opens');
}

function tools(drawing, canvas) {
  const act = { in: () => canvas.zoom(canvas.zoom() * 1.25), out: () => canvas.zoom(canvas.zoom() / 1.25), fit: () => pad(canvas) };
  for (const button of drawing.querySelectorAll('[data-zoom]')) button.addEventListener('click', () => act[button.dataset.zoom]());
}

// The viewer of a drawing's box; `links` are asked for when an element is clicked.
export function open(drawing, links) {
  const viewer = new Viewer({ container: drawing.querySelector('.canvas') });
  viewer.on('element.click', ({ element }) => { const to = links()[element.id]; if (to) window.location.assign(to); });
  tools(drawing, viewer.get('canvas'));
  return viewer;
}

export async function load(viewer, source) {
  const answer = await fetch(source, { credentials: 'same-origin' });
  await viewer.importXML(await answer.text());
  pad(viewer.get('canvas'));
}

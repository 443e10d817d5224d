// Two diagrams side by side that move together; a change in the list shows its place on both.

import { load, open, pad } from './drawing.js';

const root = document.querySelector('[data-comparison]');
const sides = [...root.querySelectorAll('[data-side]')];
const file = sides.length ? sides[0].closest('[data-file]').dataset.file : '';
const links = [...root.querySelectorAll('[data-pick]')].filter((link) => link.dataset.file === file);
const viewers = [];
let leading = null;
let picked = '';

function mark(viewer, { signs, flags }) {
  const known = viewer.get('elementRegistry');
  for (const id of Object.keys(signs)) {
    const element = known.get(id);
    if (!element) continue;
    viewer.get('canvas').addMarker(id, `diff-${signs[id]}`);
    if (element.waypoints || !element.parent) continue;
    const flag = document.createElement('div');
    flag.className = `flag diff-flag ${signs[id]}`;
    flag.textContent = flags[id];
    viewer.get('overlays').add(id, 'diff', { position: { top: -14, left: 8 }, html: flag });
  }
}

// Whoever is moved takes the others along; they do not answer back.
function together(viewer) {
  viewer.on('canvas.viewbox.changed', ({ viewbox }) => {
    if (leading && leading !== viewer) return;
    leading = viewer;
    for (const other of viewers) {
      if (other !== viewer) other.get('canvas').viewbox({ x: viewbox.x, y: viewbox.y, width: viewbox.width, height: viewbox.height });
    }
    leading = null;
  });
}

function middle(element) {
  const points = element.waypoints || [element, { x: element.x + element.width, y: element.y + element.height }];
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  return { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
}

function pick(id) {
  for (const viewer of viewers) {
    const canvas = viewer.get('canvas');
    const known = viewer.get('elementRegistry');
    if (picked && known.get(picked)) canvas.removeMarker(picked, 'diff-picked');
    if (known.get(id)) canvas.addMarker(id, 'diff-picked');
  }
  picked = id;
  const shown = viewers.find((viewer) => viewer.get('elementRegistry').get(id));
  if (!shown) return false;
  const canvas = shown.get('canvas');
  const centre = middle(shown.get('elementRegistry').get(id));
  const box = canvas.viewbox();
  const width = box.outer.width;
  const height = box.outer.height;
  canvas.viewbox({ x: centre.x - width / 2, y: centre.y - height / 2, width, height });
  const link = links.find((each) => each.dataset.pick === id);
  for (const each of links) each.removeAttribute('aria-current');
  if (link) {
    link.setAttribute('aria-current', 'true');
    root.querySelector('[data-picked]').textContent = link.closest('.difference').innerText.split('\n').filter(Boolean).slice(0, 3).join(' · ');
  }
  return true;
}

function walk(by) {
  if (!links.length) return;
  const at = links.findIndex((link) => link.dataset.pick === picked);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : (at + by + links.length) % links.length;
  pick(links[next].dataset.pick);
}

root.addEventListener('click', (event) => {
  const button = event.target.closest('[data-walk]');
  if (button) { walk(Number(button.dataset.walk)); return; }
  const link = event.target.closest('[data-pick]');
  if (!link || !links.includes(link) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!pick(link.dataset.pick)) return;
  event.preventDefault();
  root.querySelector('.sides').scrollIntoView({ block: 'nearest' });
});

async function show() {
  for (const side of sides) {
    const viewer = open(side, () => ({}));
    await load(viewer, side.dataset.source);
    mark(viewer, JSON.parse(side.dataset.marks));
    viewer.on('element.click', ({ element }) => { if (links.some((link) => link.dataset.pick === element.id)) pick(element.id); });
    viewers.push(viewer);
    side.dataset.drawn = 'yes';
  }
  for (const viewer of viewers) together(viewer);
  if (viewers.length) pad(viewers[viewers.length - 1].get('canvas'));
  const wanted = decodeURIComponent(window.location.hash).replace('#c-', '');
  if (wanted && links.some((link) => link.dataset.pick === wanted)) pick(wanted);
}

show().catch((error) => { for (const side of sides) side.dataset.drawn = 'no'; throw error; });

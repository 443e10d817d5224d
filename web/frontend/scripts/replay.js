// A case step by step: pages are fetched and put in place, tokens walk the flows that were taken.
// Without this every step is a page of its own, reached by the same links.

import { clear, link, load, mark, open } from './drawing.js';

const PAUSE = 1600; // ms between steps that play by themselves
const WALK = 550; // ms a token walks along one flow
const calm = window.matchMedia('(prefers-reduced-motion: reduce)');

const root = document.querySelector('[data-replay]');
const drawing = root.querySelector('[data-drawing]');
const slider = root.querySelector('[data-slider]');
const play = root.querySelector('[data-play]');
let links = {};
let shown = '';
let playing = 0;
let asked = 0;
const viewer = open(drawing, () => links);

function walk(flow) {
  const connection = viewer.get('elementRegistry').get(flow);
  if (!connection || !connection.waypoints) return Promise.resolve();
  const layer = viewer.get('canvas').getLayer('case-tokens', 500);
  const ns = 'http://www.w3.org/2000/svg';
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', connection.waypoints.map((point, n) => `${n ? 'L' : 'M'}${point.x} ${point.y}`).join(' '));
  const token = document.createElementNS(ns, 'circle');
  token.setAttribute('r', '8');
  token.setAttribute('class', 'walking-token');
  layer.appendChild(token);
  const length = path.getTotalLength();
  const begun = performance.now();
  return new Promise((done) => {
    (function step(now) {
      const part = Math.min(1, (now - begun) / WALK);
      const at = path.getPointAtLength(part * length);
      token.setAttribute('cx', at.x);
      token.setAttribute('cy', at.y);
      if (part < 1) requestAnimationFrame(step); else { token.remove(); done(); }
    }(begun));
  });
}

async function picture(source, told, forth) {
  const same = source === shown;
  if (!same) await load(viewer, source);
  shown = source;
  if (same && forth && !calm.matches) for (const flow of told.walk.slice(0, 6)) await walk(flow);
  clear(viewer);
  mark(viewer, told.marks);
  link(viewer, told.links);
  links = told.links;
  drawing.dataset.drawn = 'yes';
}

function now() {
  const part = root.querySelector('[data-marks-now]');
  return [part.dataset.sourceNow, JSON.parse(part.dataset.marksNow)];
}

const index = () => Number(root.querySelector('[data-index]').dataset.index);

async function go(address, keep) {
  const turn = ++asked;
  const answer = await fetch(address, { credentials: 'same-origin' });
  if (!answer.ok) { window.location.assign(address); return; }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (turn !== asked) return;
  const was = index();
  for (const name of ['head', 'rest']) {
    root.querySelector(`[data-part="${name}"]`).replaceWith(page.querySelector(`[data-part="${name}"]`));
  }
  root.querySelector('.player .steps').replaceWith(page.querySelector('.player .steps'));
  document.title = page.title;
  slider.value = String(index() + 1);
  slider.setAttribute('aria-valuetext', slider.dataset.word.replace('#', slider.value));
  if (!keep) window.history.replaceState(null, '', address);
  await picture(...now(), index() === was + 1);
}

function to(name) {
  const found = root.querySelector(`.player [data-step="${name}"]`);
  return found ? go(found.href) : stop();
}

function stop() {
  window.clearTimeout(playing);
  playing = 0;
  play.textContent = play.dataset.go;
  play.setAttribute('aria-pressed', 'false');
}

async function on() {
  if (!root.querySelector('.player [data-step="forth"]')) { stop(); return; }
  await to('forth');
  if (playing) playing = window.setTimeout(on, PAUSE);
}

const KEYS = { ArrowLeft: 'back', ArrowRight: 'forth', Home: 'first', End: 'last' };

document.addEventListener('keydown', (event) => {
  const name = KEYS[event.key];
  if (!name || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest('input:not([data-slider]), textarea, select, [contenteditable]')) return;
  event.preventDefault();
  stop();
  to(name);
});
root.addEventListener('click', (event) => {
  const found = event.target.closest('[data-step], .steps-around a');
  if (!found || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  stop();
  go(found.href);
});
play.addEventListener('click', () => {
  if (playing) { stop(); return; }
  play.textContent = play.dataset.stop;
  play.setAttribute('aria-pressed', 'true');
  playing = window.setTimeout(on, 0);
});
slider.addEventListener('change', () => {
  stop();
  go(`${window.location.pathname}?step=${slider.value}`);
});

picture(...now(), false).catch((error) => { drawing.dataset.drawn = 'no'; throw error; });

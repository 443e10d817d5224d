// The form editor saves a moment after typing stops. Every save is the same post a browser without scripts sends;
// the answer is the whole page: after typing, all but the open piece is taken out of it, after a button everything.

const PAUSE = 900, AGAIN = 5000, HERE = 20000;
const PARTS = ['outline', 'told', 'checks', 'saved'];
let waiting = null, busy = false, dirty = false, parting = false;

const form = () => document.getElementById('editor');
const state = (kind) => {
  const place = document.getElementById('saved');
  if (place && place.dataset[kind]) place.textContent = place.dataset[kind];
};

function touch() {
  dirty = true;
  clearTimeout(waiting);
  waiting = setTimeout(() => send(null, false), PAUSE);
}

function taken(fresh, ids) {
  for (const id of ids) {
    const here = document.getElementById(id), there = fresh.getElementById(id);
    if (here && there) here.replaceWith(there);
  }
}

// The phone stays where it was scrolled to; it is drawn anew only when the form was saved.
function preview(fresh) {
  const here = document.getElementById('preview'), there = fresh.getElementById('preview');
  if (!here || !there || here.getAttribute('src') === there.getAttribute('src')) return;
  const down = here.contentWindow ? here.contentWindow.scrollY : 0;
  here.addEventListener('load', () => here.contentWindow.scrollTo(0, down), { once: true });
  here.setAttribute('src', there.getAttribute('src'));
}

function whole(fresh, act) {
  const frame = document.getElementById('preview');
  preview(fresh);
  const main = document.getElementById('main'), there = fresh.getElementById('main');
  const stays = there.querySelector('#preview');
  if (stays && frame) {
    for (const part of ['.page-head', '#checks', '#editor']) main.querySelector(part).replaceWith(there.querySelector(part));
    for (const note of main.querySelectorAll(':scope > .note, #desk > .card, #desk > .note')) note.remove();
    for (const note of there.querySelectorAll(':scope > .note')) main.prepend(note);
    const said = there.querySelector('#desk > .card, #desk > .note');
    if (said) main.querySelector('.page-head').after(said);
  } else main.replaceWith(there);
  document.title = fresh.title;
  const again = act && /^(up|down|option-)/.test(act) && form().querySelector(`[name=_act][value^="${act.split(':')[0]}:"]`);
  const place = document.querySelector('[data-summary]') || again || document.querySelector('[data-focus]');
  if (place) place.focus();
}

async function send(button, all) {
  if (busy) { waiting = setTimeout(() => send(button, all), 100); return; }
  clearTimeout(waiting);
  busy = true; dirty = false;
  state('saving');
  const body = new FormData(form());
  body.set('_act', button ? button.value : 'save');
  try {
    const answer = await fetch(form().action, { method: 'POST', body, credentials: 'same-origin' });
    if (answer.status >= 500) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!fresh.getElementById('editor')) { parting = true; location.href = answer.url; return; }
    if (answer.ok) history.replaceState(null, '', answer.url);
    if (all || !answer.ok) whole(fresh, button && button.value);
    else { preview(fresh); taken(fresh, PARTS); }
  } catch (lost) {
    dirty = true;
    state('offline');
    waiting = setTimeout(() => send(button, all), AGAIN);
  } finally {
    busy = false;
  }
}

document.addEventListener('input', (event) => {
  if (event.target.closest('[data-panel]') && !event.target.matches('[data-whole], [name^="new-kind"]')) touch();
});
document.addEventListener('change', (event) => {
  if (event.target.matches('[data-panel] [data-whole]')) send(null, true);
});
document.addEventListener('submit', (event) => {
  if (event.target.id !== 'editor') return;
  event.preventDefault();
  event.stopImmediatePropagation();
  send(event.submitter, true);
}, true);
document.addEventListener('keydown', (event) => {
  const button = event.altKey && form() && form().querySelector(`[data-key="${event.key}"]`);
  if (button) { event.preventDefault(); button.click(); }
});
window.addEventListener('beforeunload', (event) => { if ((dirty || busy) && !parting) event.preventDefault(); });

// Who else is at this file.
async function here() {
  const desk = document.getElementById('desk'), place = document.querySelector('[data-others]');
  if (!desk || !place || !form().querySelector('[name=_act][value=save]')) return;
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': desk.dataset.token };
  try {
    const answer = await fetch(desk.dataset.here, { method: 'POST', headers, body: JSON.stringify({ name: desk.dataset.name }) });
    const others = (await answer.json()).others.filter((one) => one.name === desk.dataset.name).map((one) => one.who);
    place.hidden = !others.length;
    place.textContent = others.length ? place.dataset.said.replace('{who}', others.join(', ')) : '';
  } catch (lost) { /* the next time */ }
}
here();
setInterval(here, HERE);

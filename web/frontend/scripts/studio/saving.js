// Saves a file of a draft a moment after each change. Who comes second is told, and nothing is overwritten.

import { get, places, post, say } from './page.js';

const PAUSE = 1200;
const AGAIN = 5000;
const HERE = 20000;

export class Saving {
  // source: () => Promise<text>; told: {saved, clash, others} are called with what the server said.
  constructor(name, source, told) {
    Object.assign(this, { name, source, told, revision: 0, dirty: false, busy: false, timer: null, held: false });
    window.addEventListener('online', () => this.dirty && this.now());
    window.addEventListener('beforeunload', (event) => { if (this.dirty) event.preventDefault(); });
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden' && this.dirty) this.now(); });
  }

  async open() {
    const file = await get(places.file);
    this.revision = file.revision;
    return file.text;
  }

  changed() {
    this.dirty = true;
    this.state('changing');
    this.later(PAUSE);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), pause);
  }

  async now() {
    clearTimeout(this.timer);
    if (this.busy || this.held) return;
    this.busy = true;
    this.dirty = false;
    try {
      this.answered(await post(places.file, { revision: this.revision, text: await this.source() }));
    } catch {
      this.dirty = true;
      this.state('offline');
      this.later(AGAIN);
    } finally {
      this.busy = false;
      if (this.dirty && !this.held) this.later(PAUSE);
    }
  }

  answered(answer) {
    if (answer.ok) {
      this.revision = answer.revision;
      if (!this.dirty) this.state('saved', { at: answer.at });
      this.told.saved(answer);
      return;
    }
    if (answer.status >= 500) throw new Error(String(answer.status));
    this.held = true;
    this.dirty = true;
    this.state('refused', { why: answer.error || say('refused-plain') });
    if (answer.theirs) this.told.clash(answer.theirs);
  }

  // Go on from what the other one saved: with his text, or with mine on top of it.
  settle(revision, mine) {
    this.revision = revision;
    this.held = false;
    this.dirty = mine;
    if (mine) this.now();
    else this.state('theirs');
  }

  attend() {
    const tell = async () => {
      if (document.visibilityState === 'hidden') return;
      try {
        const answer = await post(places.here, { name: this.name });
        if (answer.ok) this.told.others(answer.others, answer.revision > this.revision && !this.busy);
      } catch { /* the next one will tell */ }
    };
    tell();
    setInterval(tell, HERE);
  }

  state(kind, params = {}) {
    const place = document.querySelector('[data-save-state]');
    place.textContent = say(kind, params);
    place.dataset.saveState = kind;
  }
}

// Others who are at this draft now, and a hint when one of them has saved this very file.
export function showOthers(others, name, moved) {
  const place = document.querySelector('[data-others]');
  const here = others.filter((one) => one.name === name).map((one) => one.who);
  const elsewhere = others.filter((one) => one.name !== name).map((one) => one.who);
  const told = [];
  if (here.length) told.push(say('others-here', { who: here.join(', ') }));
  if (elsewhere.length) told.push(say('others-elsewhere', { who: elsewhere.join(', ') }));
  if (moved) told.push(say('moved'));
  place.textContent = told.join(' ');
  place.hidden = !told.length;
}

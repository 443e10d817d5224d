// What the checks found: a list, marks on the elements, and the way from one to the other.

import { addressOf, given, make, say } from './page.js';

const KINDS = ['error', 'warning'];

export class Checks {
  // show(element id) brings an element into view; mark(element ids by kind) marks them; said(text) is how people say it.
  constructor(name, show, mark, said = (text) => text) {
    Object.assign(this, { name, show, mark, said });
    this.place = document.querySelector('[data-findings]');
    this.tell(given.findings);
  }

  tell(findings) {
    this.findings = findings;
    const here = findings.filter((found) => found.file === this.name);
    const elsewhere = findings.filter((found) => found.file !== this.name);
    const count = document.querySelector('[data-findings-count]');
    count.textContent = String(findings.length);
    count.dataset.kind = findings.some((found) => found.severity === 'error') ? 'error' : findings.length ? 'warning' : 'none';
    this.place.replaceChildren(...[...here, ...elsewhere].map((found) => this.line(found)));
    if (!findings.length) this.place.append(make('li', { class: 'none' }, say('no-findings')));
    this.mark(Object.fromEntries(KINDS.map((kind) => [kind, here.filter((found) => found.severity === kind).map((found) => found.element)])));
  }

  line(found) {
    const words = [make('span', { class: 'kind' }, say(found.severity)), make('span', {}, found.file === this.name ? this.said(found.sentence) : found.sentence)];
    const label = found.file === this.name ? this.said(found.element) : found.file;
    const inside = [...words, make('small', {}, [found.name && `«${found.name}»`, label].filter(Boolean).join(' '))];
    const mine = found.file === this.name && found.element;
    const target = mine ? make('button', { type: 'button', onclick: () => this.show(found.element) }, ...inside) : make('a', { href: `${addressOf(found.file)}?element=${encodeURIComponent(found.element)}` }, ...inside);
    return make('li', { class: found.severity }, target);
  }
}

// A copy of what is typed on this device, for a bad line: kept by person and form, until the server has it.
// Forgotten when the form was sent, at sign-out, and after a week.

const PREFIX = 'opora:';
const WEEK = 7 * 24 * 3600 * 1000;

const me = () => document.body.dataset.me || '';
const place = (form) => `${PREFIX}${me()}:${new URL(form.dataset.draft, location.href).pathname}`;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;  // the device is full or keeps nothing: the page says that the draft is not saved
  }
}

const pairs = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !['csrf_token', 'command'].includes(name));

/** Keep a copy; false where the device takes none. */
export function remember(form) {
  return me() ? write(place(form), { at: Date.now(), typed: pairs(form) }) : false;
}

/** The server has it: the copy is needed no more. */
export function forget(form) {
  localStorage.removeItem(place(form));
}

/** The form is on its way: the next page of ours shows that it arrived. */
export function sending(form) {
  const kept = { at: Date.now(), typed: pairs(form) };
  if (me()) write(place(form), { ...kept, sent: true });
}

/** What was typed here without a connection and differs from the form; null when there is none. */
export function found(form) {
  const kept = me() && read(place(form));
  if (!kept || Date.now() - kept.at > WEEK) return null;
  return JSON.stringify(kept.typed) === JSON.stringify(pairs(form)) ? null : kept;
}

/** Put it into the form again. */
export function restore(form, kept) {
  const wanted = new Map();
  for (const [name, value] of kept.typed) wanted.set(name, [...(wanted.get(name) || []), value]);
  for (const field of form.elements) {
    if (!field.name || ['hidden', 'submit', 'button', 'file'].includes(field.type)) continue;
    const values = wanted.get(field.name) || [];
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.includes(field.value);
    else field.value = values.shift() || '';
  }
  form.dispatchEvent(new Event('input', { bubbles: true }));
  form.dispatchEvent(new Event('change', { bubbles: true }));
}

/** Copies of forms that were sent (we are on another page now), of other people, and old ones go. */
export function tidy() {
  const here = new Set([...document.querySelectorAll('form[data-draft]')].map(place));
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    const kept = read(key);
    const over = !kept || Date.now() - kept.at > WEEK || (kept.sent && !here.has(key));
    if (over && me()) localStorage.removeItem(key);
  }
}

/** Nothing stays on the device of who signs out. */
export function clear(event) {
  if (!event.target.matches('[data-sign-out]')) return;
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) localStorage.removeItem(key);
}

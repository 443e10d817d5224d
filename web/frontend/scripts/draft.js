// Sends what is typed to the server a moment after each pause, and tells whether it arrived; without a connection a
// copy stays on the device and is sent when there is one again.

import { forget, found, remember, restore, sending } from './device.js';

const PAUSE = 900;
const COPY = 300;

export function watchDraft(form) {
  if (form.dataset.drafting) return;
  form.dataset.drafting = 'yes';
  const told = form.querySelector('[data-saved]');
  let timer = null;
  let copying = null;
  let sent = null;
  let over = false;

  const tell = (state, more = '') => {
    if (!told) return;
    told.textContent = told.dataset[state] + more;
    told.classList.toggle('failed', state === 'failed' || state === 'refused');
  };

  async function save() {
    timer = null;
    const body = new FormData(form);
    const typed = new URLSearchParams(body).toString();
    if (over || typed === sent) return;
    try {
      const answer = await fetch(form.dataset.draft, { method: 'POST', body, headers: { 'X-Draft': '1' }, credentials: 'same-origin', keepalive: typed.length < 60000 });
      if (answer.status === 413) { sent = typed; tell('refused'); return; }
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      sent = typed;
      if (!over) forget(form);
      tell('done');
    } catch {
      tell(remember(form) ? 'kept' : 'failed');
      timer = timer || setTimeout(save, 10 * PAUSE);
    }
  }

  const later = () => {
    clearTimeout(timer);
    clearTimeout(copying);
    copying = setTimeout(() => { if (!over) remember(form); }, COPY);
    timer = setTimeout(save, PAUSE);
  };
  const now = () => { if (timer) { clearTimeout(timer); save(); } };
  const end = (event) => {
    if (event.submitter && event.submitter.name) return;
    over = true;
    clearTimeout(timer);
    clearTimeout(copying);
    sending(form);
  };
  // Whoever signs out right after typing: the last words reach the server first, nothing stays on the device.
  const leave = async (event) => {
    if (!timer || !event.target.matches('[data-sign-out]')) return;
    event.preventDefault();
    clearTimeout(timer);
    clearTimeout(copying);
    await save();
    over = true;
    clearTimeout(timer);
    timer = null;
    event.target.requestSubmit();
  };
  const bring = (kept) => {
    restore(form, kept);
    tell('back', ` ${new Date(kept.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`);
    timer = setTimeout(save, PAUSE);
  };
  // What the server has is newer, from another device perhaps: the person decides.
  const offer = (kept) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button small quiet';
    button.textContent = told.dataset.older;
    button.addEventListener('click', () => { button.remove(); bring(kept); });
    told.after(button);
  };
  // A page that tells mistakes or asks something holds what was just sent: nothing is to be brought back into it.
  const answered = document.querySelector('[data-summary]');
  if (answered) forget(form);
  const kept = answered ? null : found(form);
  if (kept && told && Number(told.dataset.at || 0) > kept.at) offer(kept);
  else if (kept) bring(kept);
  form.addEventListener('input', later);
  form.addEventListener('submit', end);
  document.addEventListener('submit', leave);
  window.addEventListener('pageshow', () => { over = false; });
  window.addEventListener('online', now);
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') now(); });
}

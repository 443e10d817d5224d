// Sends what is typed to the server a moment after each pause, and tells whether it arrived.

const PAUSE = 900;

export function watchDraft(form) {
  if (form.dataset.drafting) return;
  form.dataset.drafting = 'yes';
  const told = form.querySelector('[data-saved]');
  let timer = null;
  let sent = null;
  let over = false;

  const tell = (state) => {
    if (!told) return;
    told.textContent = told.dataset[state];
    told.classList.toggle('failed', state === 'failed');
  };

  async function save() {
    timer = null;
    const body = new FormData(form);
    const typed = new URLSearchParams(body).toString();
    if (over || typed === sent) return;
    try {
      const answer = await fetch(form.dataset.draft, { method: 'POST', body, headers: { 'X-Draft': '1' }, credentials: 'same-origin', keepalive: typed.length < 60000 });
      if (!answer.ok) throw new Error(String(answer.status));
      sent = typed;
      tell('done');
    } catch {
      tell('failed');
      timer = timer || setTimeout(save, 10 * PAUSE);
    }
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(save, PAUSE); };
  const now = () => { if (timer) { clearTimeout(timer); save(); } };
  const end = () => { over = true; clearTimeout(timer); };
  form.addEventListener('input', later);
  form.addEventListener('submit', end);
  window.addEventListener('pageshow', () => { over = false; });
  window.addEventListener('online', now);
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') now(); });
}

// What pages can do beyond plain HTML. Everything here has a plain form post as its twin.

import 'htmx.org';
import { watchConditions } from './visibility.js';
import { watchCalls } from './calls.js';
import { clear, tidy } from './device.js';
import { watchDraft } from './draft.js';
import { fillNow } from './now.js';
import { focusRow, rememberRow } from './rows.js';

function focusSummary() {
  const summary = document.querySelector('[data-summary]');
  if (summary) summary.focus();
}

// A second press of the same button sends nothing; the server would treat it as the same action anyway.
function sendOnce(event) {
  const button = event.submitter;
  if (event.defaultPrevented || !button || button.name) return;
  if (button.getAttribute('aria-disabled') === 'true') event.preventDefault();
  button.setAttribute('aria-disabled', 'true');
}

function closeSheets(event) {
  for (const open of document.querySelectorAll('details.person[open]')) {
    const outside = event.type === 'click' && !open.contains(event.target);
    if (outside || event.key === 'Escape') open.open = false;
  }
}

// On a phone the tabs scroll: the one we are on is in view.
function showTab() {
  const tab = document.querySelector('.tabs [aria-current]');
  const tabs = tab && tab.closest('.tabs');
  if (tabs) tabs.scrollLeft = tab.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
}

function submitOnChange(event) {
  if (event.target.matches('[data-submit-on-change] select')) event.target.form.requestSubmit();
}

// What is too large is said before minutes of sending it; the server says it again.
function weighFiles(event) {
  const field = event.target;
  if (!field.matches('input[type=file][data-most]')) return;
  const bytes = [...field.files].reduce((sum, file) => sum + file.size, 0);
  field.setCustomValidity(bytes > field.dataset.most * 1024 * 1024 ? field.dataset.heavy : '');
  field.reportValidity();
}

// A long text is fetched when somebody opens it; until then, and without scripts, there is a link.
async function fetchText(event) {
  const place = event.target.open && event.target.querySelector('[data-fetch]');
  if (!place) return;
  const address = place.dataset.fetch;
  place.removeAttribute('data-fetch');
  try {
    const answer = await fetch(address, { credentials: 'same-origin' });
    const article = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('article');
    if (article) place.replaceChildren(article);
  } catch {
    place.dataset.fetch = address;
  }
}

function enhance() {
  for (const form of document.querySelectorAll('form[data-conditions]')) watchConditions(form);
  for (const form of document.querySelectorAll('form[data-draft]')) watchDraft(form);
  for (const form of document.querySelectorAll('form[data-calls]')) watchCalls(form);
}

document.addEventListener('submit', sendOnce);
document.addEventListener('submit', clear);
document.addEventListener('click', closeSheets);
document.addEventListener('toggle', fetchText, true);
document.addEventListener('click', fillNow);
document.addEventListener('keydown', closeSheets);
document.addEventListener('change', submitOnChange);
document.addEventListener('change', weighFiles);
document.addEventListener('click', rememberRow, true);
document.addEventListener('htmx:after:swap', () => { enhance(); focusRow(); });
window.addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('button[aria-disabled]')) button.removeAttribute('aria-disabled');
});
document.addEventListener('DOMContentLoaded', () => { tidy(); enhance(); focusSummary(); showTab(); });

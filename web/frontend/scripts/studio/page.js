// What the page of an editor was given by the server, and how to ask it for more.

export const given = JSON.parse(document.getElementById('studio-data').textContent);
export const places = given.places;
// Where a file of the draft is edited.
export const addressOf = (file) => given.addresses[file] || places.home;
export const say = (key, params = {}) => (given.said[key] || key).replace(/\{(\w+)\}/g, (whole, name) => (name in params ? params[name] : whole));

export async function post(address, body) {
  const answer = await fetch(address, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': given.token },
    body: JSON.stringify(body),
  });
  const told = await answer.json().catch(() => ({}));
  return { status: answer.status, ok: answer.ok, ...told };
}

export async function get(address) {
  const answer = await fetch(address, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// An element with attributes and children, without any HTML text.
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

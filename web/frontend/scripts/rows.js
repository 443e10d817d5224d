// After a row was added or removed in place, the hand stays where the eye is.

let pressed = null;

export function rememberRow(event) {
  const button = event.target.closest('button[name=_add], button[name=_remove]');
  if (button) pressed = { group: button.name === '_add' ? button.value : button.value.replace(/-\d+$/, ''), added: button.name === '_add' };
}

export function focusRow() {
  if (!pressed) return;
  const field = document.getElementById(`field-f-${pressed.group}`);
  const entries = field ? field.querySelectorAll('.entry') : [];
  const last = entries[entries.length - 1];
  const place = pressed.added && last ? last.querySelector('input:not([type=hidden]), select, textarea') : field && field.querySelector('button[name=_add]');
  pressed = null;
  if (place) place.focus();
}

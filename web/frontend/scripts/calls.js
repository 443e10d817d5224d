// "@" and the beginning of a name offers colleagues; choosing one writes the name and ticks it below.

const CALL = /@([\p{L}]*(?: [\p{L}]*)?)$/u;
const MOST = 6;

export function watchCalls(form) {
  const text = form.querySelector('textarea');
  const ticks = [...form.querySelectorAll('input[data-name]')];
  if (form.dataset.calling || !text || !ticks.length) return;
  form.dataset.calling = 'yes';
  const box = document.createElement('div');
  box.className = 'offers';
  box.hidden = true;
  text.after(box);

  const begun = () => CALL.exec(text.value.slice(0, text.selectionStart));
  const close = () => { box.hidden = true; box.replaceChildren(); };

  function choose(tick) {
    const found = begun();
    if (!found) return close();
    const end = text.selectionStart;
    text.setRangeText(`@${tick.dataset.name} `, end - found[0].length, end, 'end');
    tick.checked = true;
    close();
    text.focus();
  }

  function offer() {
    const found = begun();
    const wanted = found ? found[1].toLocaleLowerCase() : null;
    const hits = wanted === null ? [] : ticks.filter((tick) => tick.dataset.name.toLocaleLowerCase().startsWith(wanted)).slice(0, MOST);
    box.replaceChildren(...hits.map((tick) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = tick.dataset.name;
      button.addEventListener('click', () => choose(tick));
      return button;
    }));
    box.hidden = !hits.length;
  }

  function walk(event) {
    if (box.hidden) return;
    const buttons = [...box.children];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === 'Escape') { close(); text.focus(); }
    if (event.key === 'ArrowDown') { event.preventDefault(); (buttons[at + 1] || buttons[0]).focus(); }
    if (event.key === 'ArrowUp' && at >= 0) { event.preventDefault(); (buttons[at - 1] || text).focus(); }
  }

  text.addEventListener('input', offer);
  form.addEventListener('keydown', walk);
}

// Editors are heavy: their script is fetched only where there is room for them; a phone reads the same in words.

const roomy = window.matchMedia('(min-width: 60rem)');
const heavy = document.querySelector('script[data-heavy]').dataset.heavy;

function fetchEditor() {
  const script = document.createElement('script');
  script.src = heavy;
  document.head.append(script);
}

if (roomy.matches) fetchEditor();
else roomy.addEventListener('change', fetchEditor, { once: true });

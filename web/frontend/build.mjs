// Bundles the pages' scripts and styles into ../static/dist under hashed names, and writes manifest.json.
// Text files get a .gz twin: the server hands it out as it is.

import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, '..', 'static', 'dist');

const ENTRIES = {
  page: 'scripts/page.js',
  diagram: 'scripts/diagram.js',
  charts: 'scripts/charts.js',
  replay: 'scripts/replay.js',
  opener: 'scripts/studio/opener.js',
  comparison: 'scripts/comparison.js',
  comparison_style: 'styles/comparison.css',
  modeler: 'scripts/studio/modeler.js',
  table: 'scripts/studio/table.js',
  form_editor: 'scripts/studio/forms.js',
  app: 'styles/app.css',
  audit: 'styles/audit.css',
  drawing: 'styles/drawing.css',
  modeler_style: 'styles/modeler.css',
  tables: 'styles/tables.css',
  form_desk: 'styles/form_editor.css',
  try: 'styles/try.css',
  blueprint: 'styles/blueprint.css',
  work: 'styles/work.css',
  indicators: 'styles/indicators.css',
};
const COPIES = ['icons.svg', 'favicon.svg'];
const LICENCES = ['bpmn-js', 'dmn-js', 'bpmn-js-properties-panel', 'htmx.org'];

const manifest = {};

async function keep(name, bytes) {
  const [stem, ...rest] = name.split('.');
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  const hashed = [stem, hash, ...rest].join('.');
  await writeFile(join(dist, hashed), bytes);
  await writeFile(join(dist, `${hashed}.gz`), gzipSync(bytes, { level: 9 }));
  manifest[name] = hashed;
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const bundled = await build({
  absWorkingDir: here,
  entryPoints: ENTRIES,
  outdir: dist,
  bundle: true,
  minify: true,
  write: false,
  format: 'iife',
  target: 'es2020',
  legalComments: 'none',
  loader: { '.svg': 'dataurl', '.woff2': 'dataurl' },
  logLevel: 'warning',
});
for (const file of bundled.outputFiles) await keep(relative(dist, file.path), file.contents);
for (const name of COPIES) await keep(name, await readFile(join(here, name)));
for (const name of LICENCES) {
  await copyFile(join(here, 'node_modules', name, 'LICENSE'), join(dist, `LICENSE.${name}.txt`));
}
await writeFile(join(dist, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n');

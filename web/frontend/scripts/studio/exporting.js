// A diagram as a file: BPMN, SVG, PNG.

export function download(name, text, kind) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export async function exportAs(kind, modeler, name) {
  const stem = name.replace(/\.\w+$/, '');
  if (kind === 'bpmn') {
    const { xml } = await modeler.saveXML({ format: true });
    return download(name, xml, 'application/xml');
  }
  const { svg } = await modeler.saveSVG();
  if (kind === 'svg') return download(`${stem}.svg`, svg, 'image/svg+xml');
  return download(`${stem}.png`, await drawn(svg), 'image/png');
}

async function drawn(svg) {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = 2 * picture.width;
  canvas.height = 2 * picture.height;
  const pen = canvas.getContext('2d');
  pen.fillStyle = 'white';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, 'image/png'); });
}

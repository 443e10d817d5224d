// Charts of tables: the numbers stand in the table below each. Series differ by pattern, dash and mark, not by colour alone.

import {
  BarController, BarElement, CategoryScale, Chart, Filler, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip,
} from 'chart.js';

Chart.register(BarController, BarElement, CategoryScale, Filler, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);

const COLOURS = ['#0b6355', '#d98b1f', '#3d6fb6', '#b5523b', '#6b8f3a', '#7d5aa6', '#2c8fa3', '#8a6d3b', '#a33c6c', '#55605b'];
const POINTS = ['circle', 'rect', 'triangle', 'rectRot', 'star', 'cross'];
const DASHES = [[], [6, 3], [2, 2], [10, 3, 2, 3]];
const STROKES = [
  [], // plain
  [[0, 8, 8, 0]], // one slant
  [[0, 0, 8, 8]], // the other
  [[0, 4, 8, 4]], // lying
  [[4, 0, 4, 8]], // standing
  [[0, 4, 8, 4], [4, 0, 4, 8]], // squared
];

function fill(place) {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const pen = tile.getContext('2d');
  pen.fillStyle = COLOURS[place % COLOURS.length];
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = 'rgba(255, 255, 255, 0.6)';
  pen.lineWidth = 1.5;
  for (const [x, y, toX, toY] of STROKES[place % STROKES.length]) {
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(toX, toY);
    pen.stroke();
  }
  return pen.createPattern(tile, 'repeat');
}

function dressed(series, kind) {
  return series.map((one, place) => ({
    ...one,
    backgroundColor: fill(place),
    borderColor: kind === 'areas' ? '#ffffff' : COLOURS[place % COLOURS.length],
    borderWidth: kind === 'areas' ? 1.5 : 0,
    borderDash: DASHES[place % DASHES.length],
    pointStyle: POINTS[place % POINTS.length],
    pointRadius: kind === 'areas' ? 0 : 4,
    pointHitRadius: 12,
    fill: kind === 'areas' ? (place ? '-1' : 'origin') : undefined,
    tension: 0,
    maxBarThickness: 34,
  }));
}

function options(kind) {
  const lying = kind === 'rows';
  const number = { stacked: true, beginAtZero: true, ticks: { precision: 0 }, grid: { color: '#e2dfd6' } };
  const name = { stacked: true, grid: { display: false } };
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    indexAxis: lying ? 'y' : 'x',
    interaction: { mode: 'index', axis: lying ? 'y' : 'x', intersect: false },
    scales: { x: lying ? number : name, y: lying ? name : number },
    plugins: { legend: { position: 'bottom', align: 'start', labels: { boxWidth: 26, boxHeight: 14, padding: 12 } } },
  };
}

function draw(canvas) {
  const { kind, labels, series } = JSON.parse(canvas.dataset.chart);
  const shown = options(kind);
  shown.plugins.legend.display = series.length > 1;
  if (kind === 'rows') canvas.parentElement.classList.add(labels.length > 8 ? 'tall' : 'short');
  new Chart(canvas, { type: kind === 'areas' ? 'line' : 'bar', data: { labels, datasets: dressed(series, kind) }, options: shown });
  canvas.dataset.drawn = 'yes';
}

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.font.size = 13;
Chart.defaults.color = '#4a5751';
for (const canvas of document.querySelectorAll('canvas[data-chart]')) draw(canvas);

import { type Comparison, isTimed, type Named } from '../results.ts';
import { escaped } from './svg.ts';

const WIDTH = 960;
const COLUMNS = 2;
const GAP = 32;
const BAR = 14;
const PITCH = 20;
const HEAD = 34;
const TOP = 48;
const LABELS = 208;
const VALUES = 70;

/** Both schemes of colours: an image in a page follows the reader's. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .query { font-weight: 600; }
  .note, .value { fill: #59636e; }
  .own { font-weight: 600; fill: #1f2328; }
  .gateway { fill: #0969da; }
  .ceiling { fill: #afb8c1; }
  .peer { fill: #bc8c5a; }
  @media (prefers-color-scheme: dark) {
    text, .own { fill: #f0f6fc; }
    .note, .value { fill: #9198a1; }
    .gateway { fill: #4493f8; }
    .ceiling { fill: #59636e; }
    .peer { fill: #9e7044; }
  }`;

/** Requests in a second of CPU time as bars, a panel for each query with a scale of its own, from zero. */
export function chartOf({ queries, contestants, connections }: Comparison): string {
  const shown = contestants.filter(({ id }) => id !== 'control');
  const panels = queries.map(({ id, title, cells }) => ({
    title: `${id.toUpperCase()}: ${title.replaceAll('`', '')}`,
    bars: shown.flatMap((contestant) => {
      const cell = cells.find((one) => one.contestant === contestant.id);
      return isTimed(cell) ? [{ ...contestant, rate: 1e6 / cell.cpuUs }] : [];
    }),
  }));
  const rows = Array.from({ length: Math.ceil(panels.length / COLUMNS) }, (_, row) =>
    panels.slice(row * COLUMNS, (row + 1) * COLUMNS),
  );
  const width = (WIDTH - GAP * (COLUMNS + 1)) / COLUMNS;
  let y = TOP;
  const drawn: string[] = [];
  for (const row of rows) {
    for (const [column, { title, bars }] of row.entries()) {
      drawn.push(panel(title, bars, GAP + column * (width + GAP), y, width));
    }
    y += HEAD + PITCH * Math.max(...row.map(({ bars }) => bars.length)) + GAP / 2;
  }
  const heading = `Requests in a second of CPU time, ${connections} callers`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${escaped(heading)}">
<style>${STYLE}
</style>
<text class="title" x="${GAP}" y="28">${escaped(heading)}</text>
${legend()}
${drawn.join('\n')}
</svg>
`;
}

function legend(): string {
  const entries = ['gateway', 'ceiling', 'peer'].map((role, index) => {
    const x = WIDTH - GAP - 270 + index * 90;
    return `<rect class="${role}" x="${x}" y="18" width="12" height="12" rx="2"/><text x="${x + 18}" y="28">${role}</text>`;
  });
  return entries.join('\n');
}

function panel(
  title: string,
  bars: readonly (Named & { rate: number })[],
  x: number,
  y: number,
  width: number,
): string {
  const most = Math.max(...bars.map(({ rate }) => rate));
  const lines = bars.map(({ title: name, role, rate }, index) => {
    const top = y + HEAD - 8 + index * PITCH;
    const length = Math.max(1, (rate / most) * (width - LABELS - VALUES));
    const own = role === 'gateway' ? ' class="own"' : '';
    return [
      `<text${own} x="${x + LABELS - 8}" y="${top + 11}" text-anchor="end">${escaped(name.replaceAll('`', ''))}</text>`,
      `<rect class="${role}" x="${x + LABELS}" y="${top}" width="${length.toFixed(1)}" height="${BAR}" rx="2"/>`,
      `<text class="value" x="${(x + LABELS + length + 6).toFixed(1)}" y="${top + 11}">${Math.round(rate).toLocaleString('en')}</text>`,
    ].join('');
  });
  return `<text class="query" x="${x}" y="${y + 12}">${escaped(title)}</text>\n${lines.join('\n')}`;
}

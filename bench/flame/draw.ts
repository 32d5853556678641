import { escaped, image, px } from '../report/svg.ts';
import type { Flame } from './fold.ts';
import type { Kind } from './frames.ts';

/** One of the graphs that stand side by side. */
export interface Panel {
  readonly title: string;
  readonly flame: Flame;
  /** What all its samples together stand for, microseconds. */
  readonly us: number;
}

/** The most that an image may have, bytes. */
export const MAX_BYTES = 300_000;

const WIDTH = 1_600;
const MARGIN = 16;
const GAP = 24;
const TOP = 76;
const ROW = 17;
/** Of a letter of the font that frames are written in. */
const LETTER = 6.1;
/** A narrower frame is left out, pixels; more are left out where the image would be too large. */
const NARROWEST = 0.6;
const COARSER = 1.25;

const KINDS: Readonly<Record<Kind, string>> = {
  own: 'own code',
  dependency: 'dependencies',
  node: 'Node',
  v8: 'V8 and native code',
};

const LIGHT = `  text { font: 10px ui-monospace, monospace; }
  .title, .about, .legend { font-family: system-ui, sans-serif; }
  .title { font-size: 15px; font-weight: 600; }
  .about, .legend { font-size: 12px; }
  .own { fill: #a8c8f5; }
  .dependency { fill: #f2c894; }
  .node { fill: #b5ddb0; }
  .v8 { fill: #d3d7dc; }`;

const DARK = `  .own { fill: #1f4f8f; }
  .dependency { fill: #7a4d14; }
  .node { fill: #2c5f2d; }
  .v8 { fill: #474d56; }`;

/**
 * Flame graphs side by side, on one scale: what is twice as wide takes twice the time. The outermost functions are on
 * top; those that took most are on the left; the pointer shows a function's name, time and share.
 */
export function flameGraphs(heading: string, panels: readonly Panel[]): string {
  const all = panels.reduce((sum, { us }) => sum + us, 0);
  const scale = (WIDTH - 2 * MARGIN - GAP * (panels.length - 1)) / all;
  for (let narrowest = NARROWEST; ; narrowest *= COARSER) {
    const drawn = drawAll(heading, panels, scale, narrowest);
    if (Buffer.byteLength(drawn) <= MAX_BYTES) return drawn;
  }
}

function drawAll(heading: string, panels: readonly Panel[], scale: number, narrowest: number): string {
  const body = [`<text class="title" x="${MARGIN}" y="28">${escaped(heading)}</text>`, legend()];
  let x = MARGIN;
  let rows = 0;
  for (const { title, flame, us } of panels) {
    const unit = us / Math.max(1, flame.samples);
    body.push(`<text class="about" x="${px(x)}" y="${TOP - 10}">${escaped(title)}</text>`);
    const drawing: Drawing = { scale: unit * scale, unit, all: flame.samples, narrowest, body, rows: 0 };
    draw(drawing, flame, x, 0);
    rows = Math.max(rows, drawing.rows);
    x += us * scale + GAP;
  }
  return image(heading, [WIDTH, TOP + rows * ROW + MARGIN], LIGHT, DARK, body.join('\n'));
}

interface Drawing {
  /** Pixels, and microseconds, of a sample. */
  readonly scale: number;
  readonly unit: number;
  /** All samples. */
  readonly all: number;
  readonly narrowest: number;
  readonly body: string[];
  rows: number;
}

/** Draws a function at this place, and below it those that it called. */
function draw(drawing: Drawing, { label, kind, samples, children }: Flame, x: number, row: number): void {
  const { scale, unit, all, narrowest, body } = drawing;
  const width = samples * scale;
  if (samples === 0 || width < narrowest) return;
  drawing.rows = Math.max(drawing.rows, row + 1);
  const y = TOP + row * ROW;
  const told = `${label}: ${(samples * unit).toFixed(1)} µs, ${((samples / all) * 100).toFixed(1)} %`;
  const title = `<title>${escaped(told)}</title>`;
  const rect = `<rect class="${kind}" x="${px(x)}" y="${y}" width="${px(width)}" height="${ROW - 1}"/>`;
  body.push(`<g>${title}${rect}${textIn(label, x, y, width)}</g>`);
  let left = x;
  for (const child of [...children.values()].toSorted((a, b) => b.samples - a.samples)) {
    draw(drawing, child, left, row + 1);
    left += child.samples * scale;
  }
}

/** As much of it as there is room for. */
function textIn(label: string, x: number, y: number, width: number): string {
  const room = Math.floor((width - 6) / LETTER);
  if (room < 3) return '';
  const shown = label.length <= room ? label : `${label.slice(0, room - 1)}…`;
  return `<text x="${px(x + 3)}" y="${y + 12}">${escaped(shown)}</text>`;
}

function legend(): string {
  const entries = Object.entries(KINDS).map(([kind, word], index) => {
    const x = WIDTH - MARGIN - 520 + index * 130;
    return `<rect class="${kind}" x="${x}" y="18" width="12" height="12"/><text class="legend" x="${x + 18}" y="28">${word}</text>`;
  });
  return entries.join('\n');
}

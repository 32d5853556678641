import type { ScalePoint, ScaleSeries } from '../scale/results.ts';
import { short, whole } from './markdown.ts';
import { escaped, image, px } from './svg.ts';

const [WIDTH, HEIGHT] = [720, 360];
const [LEFT, RIGHT, TOP, BOTTOM] = [72, 32, 56, 48];

const LIGHT = `  text { font: 12px system-ui, sans-serif; }
  .title { font-size: 15px; font-weight: 600; }
  .grid { stroke: #d1d9e0; }
  .linear { stroke: #59636e; stroke-dasharray: 4 4; }
  .note { fill: #59636e; }
  .line { stroke: #0969da; stroke-width: 2; fill: none; }
  .point { fill: #0969da; }`;

const DARK = `  .grid { stroke: #3d444d; }
  .linear { stroke: #9198a1; }
  .note { fill: #9198a1; }
  .line { stroke: #4493f8; }
  .point { fill: #4493f8; }`;

/** A place on an axis whose steps are factors: 0 at the lowest value, 1 at the highest. */
type Axis = (value: number) => number;

function axis(lowest: number, highest: number): Axis {
  const span = Math.log(highest / lowest) || 1;
  return (value) => Math.log(value / lowest) / span;
}

/**
 * CPU time of an operation against what grows, both by factors: what is flat lies flat, and what grows with the size
 * runs beside the dashed line.
 */
export function growthChart({ title, unit, points }: ScaleSeries): string {
  const costs = points.map(({ cpuUs }) => cpuUs);
  const lowest = 10 ** Math.floor(Math.log10(Math.min(...costs)));
  const highest = Math.max(lowest * 10, 10 ** Math.ceil(Math.log10(Math.max(...costs))));
  const [across, up] = [axis(points[0]!.size, points.at(-1)!.size), axis(lowest, highest)];
  const x = (size: number) => LEFT + across(size) * (WIDTH - LEFT - RIGHT);
  const y = (us: number) => HEIGHT - BOTTOM - up(us) * (HEIGHT - TOP - BOTTOM);
  const lines: string[] = [];
  for (let us = lowest; us <= highest * 1.01; us *= 10) {
    lines.push(`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${px(y(us))}" y2="${px(y(us))}"/>`);
    lines.push(`<text class="note" x="${LEFT - 8}" y="${px(y(us) + 4)}" text-anchor="end">${short(us)}</text>`);
  }
  const marks = points.map(({ size, cpuUs }) => {
    const [left, top] = [px(x(size)), y(cpuUs)];
    return [
      `<circle class="point" cx="${left}" cy="${px(top)}" r="4"/>`,
      `<text x="${left}" y="${px(top - 10)}" text-anchor="middle">${short(cpuUs)}</text>`,
      `<text class="note" x="${left}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${whole(size)}</text>`,
    ].join('');
  });
  const path = points.map(({ size, cpuUs }) => `${px(x(size))},${px(y(cpuUs))}`).join(' ');
  const heading = `${title}: CPU time of one operation`;
  const body = [
    `<text class="title" x="16" y="26">${escaped(heading)}</text>`,
    `<text class="note" x="16" y="44">microseconds; dashed: as the size grows</text>`,
    `<text class="note" x="${WIDTH - RIGHT}" y="${HEIGHT - 10}" text-anchor="end">${escaped(unit)}</text>`,
    ...lines,
    linear(points[0]!, points.at(-1)!, highest, x, y),
    `<polyline class="line" points="${path}"/>`,
    ...marks,
  ];
  return image(heading, [WIDTH, HEIGHT], LIGHT, DARK, body.join('\n'));
}

/** From the first point on, as far as there is room. */
function linear({ size, cpuUs }: ScalePoint, last: ScalePoint, highest: number, x: Axis, y: Axis): string {
  const factor = Math.min(last.size / size, highest / cpuUs);
  const [left, top, right, end] = [x(size), y(cpuUs), x(size * factor), y(cpuUs * factor)].map(px);
  return `<line class="linear" x1="${left}" y1="${top}" x2="${right}" y2="${end}"/>`;
}

import { LAYERS, type LayerId } from '../flame/layers.ts';
import type { Profile, Profiled } from '../flame/results.ts';
import type { Machine } from '../results.ts';
import { machineOf } from './machine.ts';
import { markdown, short, whole } from './markdown.ts';

/** Prose of the document, for as long as nobody has written other. */
export const PROSE = `Where the CPU time of a request goes, of this gateway and of mercurius. \`npm run bench -- --profile\`
takes the profiles and draws the graphs; \`node bench/report.ts\` writes the tables.

- A graph is one image with both, on one scale: what is twice as wide takes twice the time. The outermost functions are
  on top. Opened by itself it tells the name, the time and the share of the function under the pointer.
- V8's profiler looks at the main thread every 250 µs. A sample belongs to the layer of the innermost function that has
  one, by the table in \`bench/flame/layers.ts\`; what a small package or Node does is done for its caller.
- \`JSON.parse\` and \`JSON.stringify\` are wrapped, as V8's own functions in C++ are not seen by its profiler.
- Microseconds are shares of the CPU time of one request, as it is without the profiler.
- The gateway does more than mercurius is asked to: limits, authorization, logs, metrics and deadlines are on.`;

/** For each query its graph, a row for each layer, and the places that take most. */
export function profileTables({ date, connections, seconds, queries }: Profile, machine: Machine): string {
  const head = `Measured at ${date}, ${connections} callers, ${seconds} s each, every query in a new process.`;
  const parts = queries.map(({ id, title, profiles }) => {
    const heading = `## ${id.toUpperCase()}: ${title}`;
    return [heading, `![Flame graphs](${id}.svg)`, layerTable(profiles), ...profiles.map(placeTable)].join('\n\n');
  });
  return `${[head, machineOf(machine), ...parts].join('\n\n')}\n`;
}

function layerTable(profiles: readonly Profiled[]): string {
  const layers = Object.entries(LAYERS) as [LayerId, string][];
  const cells = ({ layers, cpuUs }: Profiled, layer: LayerId) => {
    const us = layers[layer] ?? 0;
    return [us.toFixed(1), `${((us / cpuUs) * 100).toFixed(1)} %`];
  };
  return markdown([
    ['CPU time of a request', ...profiles.flatMap(({ title }) => [`${title}, µs`, 'share'])],
    ...layers.map(([layer, words]) => [words, ...profiles.flatMap((profiled) => cells(profiled, layer))]),
    ['together', ...profiles.flatMap(({ cpuUs }) => [cpuUs.toFixed(1), '100.0 %'])],
    ['with the profiler', ...profiles.flatMap(({ profiledUs }) => [profiledUs.toFixed(1), '-'])],
    ['samples', ...profiles.flatMap(({ samples }) => [whole(samples), '-'])],
  ]).trimEnd();
}

function placeTable({ title, places, cpuUs }: Profiled): string {
  const rows = places.map(({ place, us }) => [place, us.toFixed(1), `${short((us / cpuUs) * 100)} %`]);
  return markdown([[`where ${title} is itself`, 'µs', 'share'], ...rows]).trimEnd();
}

import type { Machine } from '../results.ts';

/** What it was measured on: one line of prose. */
export function machineOf({ cpu, cores, node, pinned }: Machine): string {
  const place = pinned
    ? 'what is measured has one core for itself, load and upstream share another'
    : 'not pinned to cores';
  return `Machine: ${cpu}, ${cores} cores, Node ${node}; ${place}.`;
}

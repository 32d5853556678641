import type { Profiler } from 'node:inspector';
import { type Frame, frameOf, type Kind, labelOf } from './frames.ts';
import { type LayerId, layerOf } from './layers.ts';

/** A function below those that called it, equal ones folded into one. */
export interface Flame {
  readonly label: string;
  readonly kind: Kind;
  /** In how many samples it, or what it called, ran. */
  samples: number;
  readonly children: Map<string, Flame>;
}

/** A profile as sums of samples; those in which the process waited are left out. */
export interface Folded {
  readonly flame: Flame;
  readonly layers: ReadonlyMap<LayerId, number>;
  /** By file, package or module, of the function that ran itself. */
  readonly places: ReadonlyMap<string, number>;
}

/** Folds the stacks of a profile, whose first node is the root. */
export function fold(nodes: readonly Profiler.ProfileNode[]): Folded {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const flame: Flame = { label: 'all', kind: 'v8', samples: 0, children: new Map() };
  const layers = new Map<LayerId, number>();
  const places = new Map<string, number>();
  const stack: Frame[] = [];

  /** Adds what is below a function to its flame; returns in how many samples anything of it ran. */
  const add = (id: number, above: Flame): number => {
    const { callFrame, hitCount = 0, children = [] } = byId.get(id)!;
    if (callFrame.functionName === '(idle)') return 0;
    const frame = frameOf(callFrame);
    const own = childOf(above, frame);
    stack.push(frame);
    if (hitCount > 0) {
      count(layers, layerOf(stack), hitCount);
      count(places, frame.place, hitCount);
    }
    const samples = children.reduce((sum, child) => sum + add(child, own), hitCount);
    stack.pop();
    own.samples += samples;
    return samples;
  };

  for (const id of nodes[0]?.children ?? []) flame.samples += add(id, flame);
  return { flame, layers, places };
}

function childOf({ children }: Flame, frame: Frame): Flame {
  const label = labelOf(frame);
  const known = children.get(label);
  if (known) return known;
  const child: Flame = { label, kind: frame.kind, samples: 0, children: new Map() };
  children.set(label, child);
  return child;
}

function count<Key>(sums: Map<Key, number>, key: Key, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by);
}

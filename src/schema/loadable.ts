import DataLoader from 'dataloader';
import type { Context } from '../context.ts';

/** The part of Pothos' loadable references that says where a type's loader is. */
interface Loadable<T> {
  readonly name: string;
  getDataloader: (context: Context) => DataLoader<string, T>;
  onConfig(change: (config: { extensions?: unknown }) => void): void;
}

/**
 * Has the operation's own context keep the loader of a type. Pothos keeps it in a WeakMap, and what a WeakMap holds V8
 * takes with no minor collection: each operation, with all that hangs on it, would live on until a major one.
 */
export function keepLoader<T>(
  ref: Loadable<T>,
  load: (ids: string[], context: Context) => Promise<(T | Error)[]>,
): void {
  const getDataloader = (context: Context): DataLoader<string, T> => {
    context.loaders[ref.name] ??= new DataLoader<string, T>((ids) => load(ids as string[], context));
    return context.loaders[ref.name] as DataLoader<string, T>;
  };
  ref.getDataloader = getDataloader;
  ref.onConfig((config) => {
    config.extensions = { ...(config.extensions as object), getDataloader };
  });
}

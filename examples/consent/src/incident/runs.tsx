import { useClient } from '@urql/preact';
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { revokeGrants } from './revoke-grants.ts';
import { type Order, Run } from './run.ts';

interface Runs {
  /** The one that is shown; undefined: what is next is still to be chosen. */
  readonly current: Run | undefined;
  /** Those before it, the newest first. */
  readonly earlier: readonly Run[];
  start(order: Order): void;
  /** Puts the current one with the earlier ones. */
  putAway(): void;
}

const Context = createContext<Runs | undefined>(undefined);

/** Keeps what is revoked for as long as somebody is signed in: another screen meanwhile ends and loses nothing. */
export function RunsProvider({ children }: { children: ComponentChildren }) {
  const graph = useClient();
  const [{ all, isShown }, set] = useState<{ all: readonly Run[]; isShown: boolean }>({ all: [], isShown: false });
  const [newest, ...others] = all;

  function start(order: Order) {
    // A run changes by itself: then all that shows it is drawn anew.
    const redraw = () => set((now) => ({ ...now }));
    const run = new Run(order, (input, signal) => revokeGrants(graph, input, signal), redraw);
    set(({ all }) => ({ all: [run, ...all], isShown: true }));
    void run.carryOut();
  }

  useEffect(() => () => newest?.stop(), [newest]);
  useLeaveGuard(all.some((run) => run.isActive || (run.results.byGrant.size > 0 && !run.isSaved)));
  const runs: Runs = {
    current: isShown ? newest : undefined,
    earlier: isShown ? others : all,
    start,
    putAway: () => set(({ all }) => ({ all, isShown: false })),
  };
  return <Context.Provider value={runs}>{children}</Context.Provider>;
}

export function useRuns(): Runs {
  return useContext(Context)!;
}

/** Lets the browser ask before the page goes, and with it the list of what was done. */
function useLeaveGuard(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isOn]);
}

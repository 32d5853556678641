import { Matching } from './Matching.tsx';
import { SaveButton } from './ResultList.tsx';
import { titleOfRun } from './RunPanel.tsx';
import type { Run } from './run.ts';

/** What was done before, whose lists can still be saved. */
export function EarlierRuns({ runs }: { runs: readonly Run[] }) {
  return (
    <section class="earlier" aria-labelledby="earlier">
      <h2 id="earlier">Done before, in this tab</h2>
      <ul class="rows panel">
        {runs.map((run) => (
          <li key={run.order.countedAt}>
            <div>
              <strong>{titleOfRun(run)}</strong>
              <Matching filters={run.order.filters} />
            </div>
            <SaveButton run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Page } from '../ui/Page.tsx';
import { EarlierRuns } from './EarlierRuns.tsx';
import { FilterForm } from './FilterForm.tsx';
import { type Filters, readFilters, toQuery } from './filters.ts';
import { Preview } from './Preview.tsx';
import { RunPanel } from './RunPanel.tsx';
import { useRuns } from './runs.tsx';

/** Ends access that must end now: choose grants, look at them, confirm, watch. */
export function Incident() {
  const { current, earlier, putAway } = useRuns();
  const { path, route } = useLocation();
  const [isBack, setBack] = useState(false);
  const leave = (next: Filters) => {
    setBack(true);
    putAway();
    route(path + toQuery(next), true);
  };
  return (
    <Page title="Incident: revoke many grants">
      {current ? <RunPanel run={current} onLeave={leave} /> : <Choice isBack={isBack} />}
      {earlier.length > 0 && <EarlierRuns runs={earlier} />}
    </Page>
  );
}

/** @param isBack a run was left for it, and the control that did so is gone */
function Choice({ isBack }: { isBack: boolean }) {
  const { path, query, route } = useLocation();
  const filters = readFilters(query);
  const search = toQuery(filters);
  // What is shown below must be what stands above: it goes away as soon as that is edited.
  const [isEdited, setEdited] = useState(false);
  const [looks, setLooks] = useState(isBack ? 1 : 0);
  useEffect(() => {
    if (isBack && search === '') document.querySelector<HTMLElement>('main h1')?.focus();
  }, []);

  function show(next: Filters) {
    setEdited(false);
    setLooks(looks + 1);
    route(path + toQuery(next), true);
  }

  return (
    <>
      <p class="lead">
        A client is compromised, or a partner leaves: choose which grants, look at what matches, then revoke them all.{' '}
        <em>Nothing changes before you confirm.</em>
      </p>
      <FilterForm filters={filters} onEdit={() => setEdited(true)} onShow={show} />
      {search !== '' && !isEdited && (
        <Preview key={`${search} ${looks}`} filters={filters} isAsked={looks > 0} onLookAgain={() => show(filters)} />
      )}
    </>
  );
}

import { useState } from 'preact/hooks';
import { useSession } from '../session/session.tsx';
import { formatCount, formatTime } from '../ui/format.ts';
import type { Result } from './results.ts';
import type { Run } from './run.ts';
import { nameOfFile, offer, toFile } from './saved-file.ts';

/** Rows that are shown at first. */
const SHOWN = 12;

/** What was told of each grant, those that need attention first, and the way to keep it. */
export function ResultList({ run }: { run: Run }) {
  const { byGrant } = run.results;
  const [isWhole, setWhole] = useState(false);
  const entries = [...byGrant].reverse();
  const isBad = ([, { outcome }]: (typeof entries)[number]) => outcome === 'FAILED';
  const sorted = [...entries.filter(isBad), ...entries.filter((entry) => !isBad(entry))];
  return (
    <section class="results" aria-labelledby="results">
      <div class="title">
        <h2 id="results">What was done</h2>
        <SaveButton run={run} />
      </div>
      <div class="panel told">
        <table>
          <thead>
            <tr>
              <th scope="col">Grant</th>
              <th scope="col">Outcome</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {(isWhole ? sorted : sorted.slice(0, SHOWN)).map(([grantId, result]) => (
              <tr key={grantId}>
                <td>
                  <code>{grantId}</code>
                </td>
                <td>{textOf(result)}</td>
                <td>
                  <time dateTime={result.toldAt}>{formatTime(result.toldAt)}</time>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sorted.length > SHOWN && (
        <div class="actions">
          <button type="button" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Show fewer' : `Show all ${formatCount(sorted.length, 'grant')}`}
          </button>
        </div>
      )}
    </section>
  );
}

/** Saves the list to a file, without a request. */
export function SaveButton({ run }: { run: Run }) {
  const { account } = useSession();
  const [name, setName] = useState<string>();
  function save() {
    const file = nameOfFile();
    offer(file, toFile(run, account!.name));
    setName(file);
    run.saved();
  }
  return (
    <div class="actions">
      <span class="hint" role="status">
        {run.isSaved && (name === undefined ? 'Saved' : `Saved as ${name}`)}
      </span>
      <button type="button" class="primary" onClick={save}>
        Save the list
      </button>
    </div>
  );
}

function textOf(result: Result) {
  switch (result.outcome) {
    case 'REVOKED':
      return 'Revoked';
    case 'ALREADY_REVOKED':
      return 'Was revoked already';
    case 'GONE':
      return 'Not in the list any more';
    case 'FAILED':
      return (
        <span class="mistake">
          {result.mayHaveHappened ? 'May be revoked' : 'Not revoked'}: {result.message}
        </span>
      );
  }
}

import { useQuery } from '@urql/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { FindClientsDocument, NameClientDocument } from '../generated/graphql.ts';
import { byId } from '../graphql/client.ts';
import { Avatar } from '../ui/Avatar.tsx';

const FIND = byId(FindClientsDocument);
const NAME = byId(NameClientDocument);

/** How long typing rests before clients are looked for, milliseconds. */
const REST = 250;
const FOUND_AT_MOST = 6;

interface ClientFieldProps {
  /** Empty: any. */
  readonly clientId: string;
  readonly search: string;
  onSearch(text: string): void;
  onChoose(clientId: string): void;
}

/** Chooses a client by its name or id. Nothing is chosen but by pressing it. */
export function ClientField({ clientId, search, onSearch, onChoose }: ClientFieldProps) {
  const field = useRef<HTMLDivElement>(null);
  const chosen = useRef(clientId);
  // The control that was used is gone: the focus goes to what has come in its place.
  useEffect(() => {
    if (chosen.current === clientId) return;
    chosen.current = clientId;
    field.current?.querySelector<HTMLElement>('button, input')?.focus();
  }, [clientId]);
  return (
    <div class="field wide" ref={field}>
      {clientId === '' ? (
        <>
          <label for="client">Client</label>
          <input
            id="client"
            type="search"
            autocomplete="off"
            spellcheck={false}
            placeholder="Any. Type a name, or a client ID"
            value={search}
            onInput={(event) => onSearch(event.currentTarget.value)}
          />
          <FoundClients text={search.trim()} onChoose={onChoose} />
        </>
      ) : (
        <>
          <span>Client</span>
          <ChosenClient clientId={clientId} onDrop={() => onChoose('')} />
        </>
      )}
    </div>
  );
}

function ChosenClient({ clientId, onDrop }: { clientId: string; onDrop(): void }) {
  const { name, logoUri, isUnknown } = useClientName(clientId);
  return (
    <div class="chosen">
      <Avatar name={name} logoUri={logoUri} />
      <span class="row-main">
        <strong>
          {name} {isUnknown && <span class="faint">deleted, or of another account</span>}
        </strong>
        <code>{clientId}</code>
      </span>
      <button type="button" onClick={onDrop} aria-label={`Change the client, ${name}`}>
        Change
      </button>
    </div>
  );
}

/** The name of a client, which another account's or a deleted one does not tell. */
export function useClientName(clientId: string) {
  const [{ data }] = useQuery({
    query: NAME,
    variables: { clientId },
    pause: clientId === '',
    requestPolicy: 'cache-first',
  });
  const client = data?.oauthClient;
  const isUnknown = data !== undefined && !client;
  return { name: client?.name ?? (isUnknown ? 'Unknown client' : 'Client'), logoUri: client?.logoUri, isUnknown };
}

function FoundClients({ text, onChoose }: { text: string; onChoose(clientId: string): void }) {
  const rested = useRested(text);
  const variables = { nameContains: rested, first: FOUND_AT_MOST };
  const [{ data, fetching }] = useQuery({ query: FIND, variables, pause: rested === '' });
  if (text === '') return null;
  const isCurrent = rested === text && !fetching;
  const clients = rested === '' ? [] : (data?.oauthClients?.nodes ?? []);
  const isOneWord = !/\s/.test(text);
  return (
    <>
      <p class="unseen" role="status">
        {isCurrent ? `${clients.length} found` : ''}
      </p>
      <ul class="rows found panel" aria-label="Clients that are found" aria-busy={!isCurrent}>
        {clients.map(({ clientId, name, logoUri }) => (
          <li key={clientId}>
            <button type="button" class="row choice" onClick={() => onChoose(clientId)}>
              <Avatar name={name} logoUri={logoUri} />
              <span class="row-main">
                <strong>{name}</strong>
                <code>{clientId}</code>
              </span>
            </button>
          </li>
        ))}
        {isOneWord && (
          <li>
            <button type="button" class="row choice" onClick={() => onChoose(text)}>
              <span class="avatar" aria-hidden="true">
                ID
              </span>
              <span class="row-main">
                <span>Take this as the client ID</span>
                <code>{text}</code>
              </span>
            </button>
          </li>
        )}
        {!isOneWord && clients.length === 0 && (
          <li class="row-note none">{isCurrent ? 'No client is called that.' : 'Looking…'}</li>
        )}
      </ul>
    </>
  );
}

function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

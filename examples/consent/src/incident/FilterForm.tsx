import { useQuery } from '@urql/preact';
import { useEffect, useState } from 'preact/hooks';
import { KnownScopesDocument } from '../generated/graphql.ts';
import { byId } from '../graphql/client.ts';
import { Field } from '../register/Field.tsx';
import { ClientField } from './ClientField.tsx';
import { ANY, type Filters, toQuery } from './filters.ts';
import { TimeField } from './TimeField.tsx';

const SCOPES = byId(KnownScopesDocument);

interface FilterFormProps {
  readonly filters: Filters;
  /** What is shown for `filters` does not fit the form any more. */
  onEdit(): void;
  onShow(filters: Filters): void;
}

/** Says which grants are meant. Submitting it only looks. */
export function FilterForm({ filters, onEdit, onShow }: FilterFormProps) {
  const [draft, setDraft] = useState(filters);
  const [search, setSearch] = useState('');
  const [mistake, setMistake] = useState<string>();
  // The address may change by other means: back, or a link.
  useEffect(() => setDraft(filters), [toQuery(filters)]);
  const edit = (change: Partial<Filters>) => {
    setDraft({ ...draft, ...change });
    setMistake(undefined);
    onEdit();
  };
  const set = (name: keyof Filters) => (value: string) => edit({ [name]: value });

  function clear() {
    setSearch('');
    edit(ANY);
  }

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (search.trim() !== '') return setMistake('Choose one of the clients that are found, or clear the field.');
    if (toQuery(draft) === '') return setMistake('Give at least one: without any, all grants of the account match.');
    onShow(draft);
  }

  return (
    <form class="panel padded which" aria-label="Which grants" noValidate onSubmit={submit}>
      <ClientField
        clientId={draft.client_id}
        search={search}
        onSearch={(text) => {
          setSearch(text);
          edit({});
        }}
        onChoose={(clientId) => {
          setSearch('');
          edit({ client_id: clientId });
        }}
      />
      <ScopeField value={draft.scope} onChange={set('scope')} />
      <TimeField id="created_after" label="Granted after" value={draft.created_after} onChange={set('created_after')} />
      <TimeField
        id="created_before"
        label="Granted before"
        value={draft.created_before}
        onChange={set('created_before')}
      />
      <TimeField id="unused_since" label="Not used since" value={draft.unused_since} onChange={set('unused_since')} />
      {mistake && (
        <p class="mistake" role="alert">
          {mistake}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="primary">
          Show what matches
        </button>
        <button type="button" class="quiet" onClick={clear}>
          Clear
        </button>
        <span class="hint">Looking changes nothing. Times are in your time zone, {zone()}.</span>
      </div>
    </form>
  );
}

function ScopeField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const [{ data }] = useQuery({ query: SCOPES });
  const scopes = data?.oauthAuthorizationServerMetadata?.scopesSupported ?? [];
  return (
    <Field id="scope" label="Scope" mistakes={undefined}>
      <input
        id="scope"
        list="scopes"
        autocomplete="off"
        spellcheck={false}
        placeholder="Any"
        value={value}
        onInput={(event) => onChange(event.currentTarget.value.trim())}
      />
      <datalist id="scopes">
        {scopes.map((scope) => (
          <option key={scope} value={scope} />
        ))}
      </datalist>
    </Field>
  );
}

const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

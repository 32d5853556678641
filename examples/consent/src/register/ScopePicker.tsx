import { useQuery } from '@urql/preact';
import { KnownScopesDocument } from '../generated/graphql.ts';
import { byId } from '../graphql/client.ts';
import { TroubleNotice } from '../ui/TroubleNotice.tsx';
import { troubleOf } from '../ui/trouble.ts';
import { FieldGroup } from './Field.tsx';

const QUERY = byId(KnownScopesDocument);

interface ScopePickerProps {
  readonly id: string;
  readonly chosen: readonly string[];
  readonly mistakes: readonly string[] | undefined;
  onChange(chosen: readonly string[]): void;
}

/** The scopes that the authorization server offers, to tick. */
export function ScopePicker({ id, chosen, mistakes, onChange }: ScopePickerProps) {
  const [{ data, error, fetching }, read] = useQuery({ query: QUERY });
  const scopes = data?.oauthAuthorizationServerMetadata?.scopesSupported ?? [];
  return (
    <FieldGroup id={id} label="Scopes" hint="What it may ask for." mistakes={mistakes}>
      {error ? (
        <TroubleNotice
          trouble={troubleOf(error)}
          busy={fetching}
          onRetry={() => read({ requestPolicy: 'network-only' })}
        />
      ) : (
        <ul class="ticks">
          {scopes.map((scope, index) => (
            <li key={scope}>
              <label class="tick">
                <input
                  id={index === 0 ? id : undefined}
                  type="checkbox"
                  checked={chosen.includes(scope)}
                  onChange={({ currentTarget: { checked } }) =>
                    onChange(checked ? [...chosen, scope] : chosen.filter((each) => each !== scope))
                  }
                />
                <code>{scope}</code>
              </label>
            </li>
          ))}
        </ul>
      )}
    </FieldGroup>
  );
}

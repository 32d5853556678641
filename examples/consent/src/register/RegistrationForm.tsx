import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { GRANT_TYPE_NAMES, TYPE_NAMES } from '../clients/names.ts';
import type { OAuthClientType, OAuthGrantType } from '../generated/graphql.ts';
import { APP } from '../ui/links.ts';
import { Field, FieldGroup } from './Field.tsx';
import { BLANK, type Draft, FIELDS, type Mistakes } from './form.ts';
import { ScopePicker } from './ScopePicker.tsx';

interface RegistrationFormProps {
  readonly busy: boolean;
  readonly mistakes: Mistakes;
  /** Shown above the button. */
  readonly children: ComponentChildren;
  onSubmit(draft: Draft): void;
}

const idOf = (field: keyof Draft) => `field-${field}`;

/** Checks nothing itself: the gateway names all mistakes at once. The focus goes to the first. */
export function RegistrationForm({ busy, mistakes, children, onSubmit }: RegistrationFormProps) {
  const [draft, setDraft] = useState(BLANK);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const first = FIELDS.find((field) => mistakes[field]);
    if (first) form.current?.querySelector<HTMLElement>(`#${idOf(first)}`)?.focus();
  }, [mistakes]);

  const control = (field: keyof Draft) => ({
    id: idOf(field),
    'aria-invalid': mistakes[field] !== undefined,
    'aria-describedby': `${idOf(field)}-help`,
  });
  const field = (name: keyof Draft) => ({ id: idOf(name), mistakes: mistakes[name] });

  return (
    <form
      ref={form}
      class="panel padded"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSubmit(draft);
      }}
    >
      <Field {...field('name')} label="Name" hint="What people read on the consent screen.">
        <input
          {...control('name')}
          autoComplete="off"
          value={draft.name}
          onInput={({ currentTarget: { value } }) => change({ name: value })}
        />
      </Field>
      <FieldGroup
        {...field('clientType')}
        label="Type"
        hint="Confidential: a server that can keep a secret. Public: an app in a browser or on a device."
      >
        <Choices
          id={idOf('clientType')}
          kind="radio"
          names={TYPE_NAMES}
          chosen={[draft.clientType]}
          onChange={([clientType]) => change({ clientType: clientType as OAuthClientType })}
        />
      </FieldGroup>
      <FieldGroup {...field('allowedGrantTypes')} label="Grant types">
        <Choices
          id={idOf('allowedGrantTypes')}
          kind="checkbox"
          names={GRANT_TYPE_NAMES}
          chosen={draft.allowedGrantTypes}
          onChange={(chosen) => change({ allowedGrantTypes: chosen as OAuthGrantType[] })}
        />
      </FieldGroup>
      <ScopePicker
        {...field('allowedScopes')}
        chosen={draft.allowedScopes}
        onChange={(allowedScopes) => change({ allowedScopes })}
      />
      <Field
        {...field('redirectUris')}
        label="Redirect URIs"
        hint="One a line. Browsers may be sent back to these, byte for byte."
      >
        <textarea
          {...control('redirectUris')}
          rows={3}
          spellcheck={false}
          value={draft.redirectUris}
          onInput={({ currentTarget: { value } }) => change({ redirectUris: value })}
        />
      </Field>
      <Field {...field('policyUri')} label="Privacy policy" hint="Optional.">
        <input
          {...control('policyUri')}
          inputMode="url"
          autoComplete="off"
          value={draft.policyUri}
          onInput={({ currentTarget: { value } }) => change({ policyUri: value })}
        />
      </Field>
      {children}
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={busy}>
          {busy ? 'Registering…' : 'Register'}
        </button>
        <a href={`${APP}/clients`}>Cancel</a>
      </div>
    </form>
  );
}

interface ChoicesProps {
  readonly id: string;
  readonly kind: 'radio' | 'checkbox';
  readonly names: Readonly<Record<string, string>>;
  readonly chosen: readonly string[];
  onChange(chosen: string[]): void;
}

/** One of several, or some. The first has the id, so that it can take the focus. */
function Choices({ id, kind, names, chosen, onChange }: ChoicesProps) {
  return (
    <ul class="ticks">
      {Object.entries(names).map(([value, text], index) => (
        <li key={value}>
          <label class="tick">
            <input
              id={index === 0 ? id : undefined}
              type={kind}
              name={id}
              checked={chosen.includes(value)}
              onChange={({ currentTarget: { checked } }) => {
                const others = kind === 'radio' ? [] : chosen.filter((each) => each !== value);
                onChange(checked ? [...others, value] : others);
              }}
            />
            {text}
          </label>
        </li>
      ))}
    </ul>
  );
}

import type { ComponentChildren } from 'preact';

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly mistakes: readonly string[] | undefined;
  readonly children: ComponentChildren;
}

/** A control with its label, a hint, and what is wrong with it. */
export function Field({ id, label, hint, mistakes, children }: FieldProps) {
  return (
    <div class="field" data-wrong={mistakes !== undefined}>
      <label for={id}>{label}</label>
      {children}
      <Help id={id} hint={hint} mistakes={mistakes} />
    </div>
  );
}

/** Likewise for several controls that answer one question. */
export function FieldGroup({ id, label, hint, mistakes, children }: FieldProps) {
  return (
    <fieldset class="field" data-wrong={mistakes !== undefined} aria-describedby={`${id}-help`}>
      <legend>{label}</legend>
      {children}
      <Help id={id} hint={hint} mistakes={mistakes} />
    </fieldset>
  );
}

function Help({
  id,
  hint,
  mistakes,
}: {
  id: string;
  hint: string | undefined;
  mistakes: readonly string[] | undefined;
}) {
  return (
    <div id={`${id}-help`} class="help">
      {mistakes?.map((mistake) => (
        <p key={mistake} class="mistake">
          {mistake}
        </p>
      ))}
      {hint && <p class="hint">{hint}</p>}
    </div>
  );
}

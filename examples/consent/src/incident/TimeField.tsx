import { useEffect, useState } from 'preact/hooks';
import { Field } from '../register/Field.tsx';

interface TimeFieldProps {
  readonly id: string;
  readonly label: string;
  /** RFC 3339; empty: any. */
  readonly value: string;
  onChange(value: string): void;
}

/** A time, in the zone of whoever looks. */
export function TimeField({ id, label, value, onChange }: TimeFieldProps) {
  // What is typed is left as it is: half a year is another time, written another way.
  const [text, setText] = useState(toLocal(value));
  useEffect(() => {
    if (fromLocal(text) !== value) setText(toLocal(value));
  }, [value]);
  return (
    <Field id={id} label={label} mistakes={undefined}>
      <input
        id={id}
        type="datetime-local"
        step="any"
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          onChange(fromLocal(event.currentTarget.value));
        }}
      />
    </Field>
  );
}

/** `2026-11-28T01:00`, with seconds where there are any, of RFC 3339. */
function toLocal(time: string): string {
  if (time === '') return '';
  const date = new Date(time);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, -1);
  return local.replace(/(:00)?\.000$/, '');
}

function fromLocal(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

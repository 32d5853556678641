import { useEffect, useRef, useState } from 'preact/hooks';
import type { Filters } from './filters.ts';
import { GRANT_TYPE_NAMES, TYPE_NAMES } from './names.ts';

/** How long typing rests before the list follows, milliseconds. */
const REST = 250;

const VERIFIED = { true: 'Verified', false: 'Not verified' };

interface FilterBarProps {
  readonly filters: Filters;
  onChange(filters: Filters): void;
}

/** Filters that the list follows while they are changed. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  const set = (name: keyof Filters) => (value: string) => onChange({ ...filters, [name]: value });
  return (
    <search class="filters" aria-label="Filter clients">
      <NameFilter value={filters.name} onChange={set('name')} />
      <Choice label="Type" value={filters.type} options={TYPE_NAMES} onChange={set('type')} />
      <Choice label="Verification" value={filters.verified} options={VERIFIED} onChange={set('verified')} />
      <Choice label="May use" value={filters.grants} options={GRANT_TYPE_NAMES} onChange={set('grants')} />
    </search>
  );
}

function NameFilter({ value, onChange }: { value: string; onChange(value: string): void }) {
  const [text, setText] = useState(value);
  // The address may change by other means: back, or clearing the filters.
  useEffect(() => setText(value), [value]);
  // The other filters may change before typing rests.
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => latest.current(text), REST);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class="field">
      <span>Name</span>
      <input
        type="search"
        placeholder="Any part of the name"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: Readonly<Record<string, string>>;
  onChange(value: string): void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">Any</option>
        {Object.entries(options).map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

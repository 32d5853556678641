import type { Change } from './compare.ts';
import type { Source } from './facts.ts';

/** The changes of a source. */
export interface Drift {
  readonly source: Source;
  /** The pinned version, and the one that was found. */
  readonly pinned: string;
  readonly found: string;
  readonly changes: readonly Change[];
}

const NAMES: Record<Source, string> = { sdk: 'telnyx package', openapi: 'OpenAPI document' };

/** The changes as text, with the same change of several operations on one line. */
export function report(drifts: readonly Drift[]): string {
  return drifts.map(section).join('\n');
}

function section({ source, pinned, found, changes }: Drift): string {
  const heading = `${NAMES[source]} ${found}, against ${pinned}:`;
  if (changes.length === 0) return `${heading} nothing differs\n`;
  const lines = new Map<string, string[]>();
  for (const change of changes) {
    const line = lineOf(change);
    lines.set(line, [...(lines.get(line) ?? []), change.operation]);
  }
  const text = [...lines].map(([line, operations]) => `  ${line}\n      ${operations.join(', ')}\n`);
  return `${heading} ${changes.length} differences\n${text.join('')}`;
}

function lineOf({ change, what, name, was, is }: Change): string {
  const types = [was, is].filter((type) => type !== undefined).join(' -> ');
  // A resource is returned in lists and by itself: its members are the same.
  const member = name.replace(/^data(\[\])?\./, '');
  return `${change.padEnd(8)}  ${what}${member && ` ${member}`}${types && `: ${types}`}`;
}

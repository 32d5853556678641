/** A member of a header whose value is a list: a media range or type, a coding. */
export interface HeaderItem {
  /** In lower case. */
  readonly value: string;
  /** By their names in lower case, without quotes and without the weight. */
  readonly parameters: ReadonlyMap<string, string>;
  /** From 0, not acceptable, to 1. */
  readonly weight: number;
}

/** Matches up to a comma, or a semicolon, outside of quoted strings. */
const MEMBERS = /(?:[^",]|"(?:\\.|[^"\\])*")+/g;
const PARTS = /(?:[^";]|"(?:\\.|[^"\\])*")+/g;

/**
 * Reads `a;x=y;q=0.5, b` in its order.
 *
 * @see RFC 9110 sections 5.6.1 (lists), 5.6.6 (parameters), 12.4.2 (weights)
 */
export function parseHeaderList(header: string): HeaderItem[] {
  return (header.match(MEMBERS) ?? []).flatMap((member) => {
    const [value = '', ...others] = (member.match(PARTS) ?? []).map((part) => part.trim());
    if (value === '') return [];
    const parameters = new Map(others.map(parameterOf));
    const weight = weightOf(parameters.get('q'));
    parameters.delete('q');
    return [{ value: value.toLowerCase(), parameters, weight }];
  });
}

function parameterOf(part: string): [name: string, value: string] {
  const at = part.indexOf('=');
  if (at < 0) return [part.toLowerCase(), ''];
  const value = part.slice(at + 1).trim();
  const text = /^".*"$/s.test(value) ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value;
  return [part.slice(0, at).trim().toLowerCase(), text];
}

/** Reads a weight; a malformed one is 0. */
function weightOf(text = '1'): number {
  const weight = /^[01](\.\d*)?$/.test(text) ? Number(text) : 0;
  return Math.min(weight, 1);
}

/** A heading, a line about it, and what it is about. */
export function section(title: string, note: string, body: string): string {
  return `## ${title}\n\n${note}\n\n${body}`;
}

/** A table with columns of one width; the first row is its head. */
export function markdown(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => rows.slice(1).every((row) => !/^-?\d/.test(row[column] ?? ''));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (isText(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return `${[line(head), line(rule), ...rows.slice(1).map(line)].join('\n')}\n`;
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en');

/** Three digits that matter. */
export function short(value: number): string {
  return Math.abs(value) >= 100 ? whole(value) : String(Number(value.toPrecision(3)));
}

const COLUMNS = 120;

/** Prose in lines of at most 120 columns. */
export function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart();
    if (lines.length > 0 && longer.length <= COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join('\n');
}

import type { Run } from './run.ts';

/** Names the format and its version: `docs/incidents.md` describes it. */
const FORMAT = 'revoked-grants/1';

/** What was done and what is left, as JSON for whoever looks into the incident. No secret is in it. */
export function toFile({ order, state, results, unsure }: Run, account: string): string {
  const { where, count, countedAt } = order;
  const { byGrant, revoked, gone, failed, left } = results;
  const file = {
    format: FORMAT,
    savedAt: new Date().toISOString(),
    account,
    where,
    confirmed: count,
    countedAt,
    state: state.name,
    counts: { revoked, gone, failed, left, unsure },
    grants: [...byGrant].map(([grantId, result]) => ({ grantId, ...result })),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

export function nameOfFile(): string {
  return `revoked-grants-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z.json`;
}

/** Hands a file to the browser, as a download of which no server knows. */
export function offer(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser may read it only after this.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

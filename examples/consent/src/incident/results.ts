import type { Payload } from './revoke-grants.ts';

/** What is known of one grant, and since when. `GONE`: it was tried, and is not in the list any more. */
export type Result =
  | { readonly outcome: 'REVOKED' | 'ALREADY_REVOKED' | 'GONE'; readonly toldAt: string }
  | {
      readonly outcome: 'FAILED';
      readonly toldAt: string;
      readonly code: string;
      readonly message: string;
      /** Telnyx may have revoked it all the same: its response was lost. */
      readonly mayHaveHappened: boolean;
    };

/** What came of the grants that were confirmed: `revoked + gone + left` are all of them. */
export interface Results {
  /** By grant id, in the order in which they were told. */
  readonly byGrant: ReadonlyMap<string, Result>;
  /** Told as revoked, by id. */
  readonly revoked: number;
  /** Not told by id, yet not in the list any more: an answer was lost, or somebody else revoked them. */
  readonly gone: number;
  /** Tried, and not known to be revoked. */
  readonly failed: number;
  /** Not known to be revoked: those that failed, and those not tried. */
  readonly left: number;
}

export function noResults(count: number): Results {
  return { byGrant: new Map(), revoked: 0, gone: 0, failed: 0, left: count };
}

/** Adds what one request came to. */
export function addResults(before: Results, { matched, revoked, failed, remaining }: Payload): Results {
  const toldAt = new Date().toISOString();
  const byGrant = new Map(before.byGrant);
  for (const { grantId, outcome } of revoked) byGrant.set(grantId, { outcome, toldAt });
  const stillThere = new Set<string>();
  for (const { grantId, error } of failed) {
    const { code, message, mayHaveHappened } = error;
    byGrant.set(grantId, { outcome: 'FAILED', toldAt, code, message, mayHaveHappened });
    stillThere.add(grantId);
  }
  // Where all that are left were tried just now, an older failure that was not is not there any more.
  if (failed.length === remaining) {
    for (const [grantId, { outcome }] of byGrant) {
      if (outcome === 'FAILED' && !stillThere.has(grantId)) byGrant.set(grantId, { outcome: 'GONE', toldAt });
    }
  }
  const outcomes = [...byGrant.values()].map(({ outcome }) => outcome);
  return {
    byGrant,
    revoked: outcomes.filter((outcome) => outcome === 'REVOKED' || outcome === 'ALREADY_REVOKED').length,
    gone: before.gone + Math.max(0, before.left - matched),
    failed: outcomes.filter((outcome) => outcome === 'FAILED').length,
    left: remaining,
  };
}

/** A number of REST calls, by its bounds: it is known where they are the same. */
export interface CallBounds {
  readonly atLeast: number;
  readonly atMost: number;
}

/** REST calls of one kind, for the same fields. */
export interface PlannedStep extends CallBounds {
  /** Fields that they are made for, without list indices: `oauthGrants.nodes.client`. */
  readonly fields: readonly string[];
  readonly method: string;
  /** Path as Telnyx documents it, without query: `/oauth_clients/{id}`. */
  readonly path: string;
  /** For its own sake, for a window of a list, for many ids at once, or to read a whole list. */
  readonly why: 'single' | 'page' | 'batch' | 'scan';
  /** Indices of the steps that must be answered before. */
  readonly depends: readonly number[];
}

/**
 * The REST calls that an operation would make, as `extensions.plan` tells them for the request header
 * `x-upstream-plan: only`.
 */
export interface UpstreamPlan {
  /** As `extensions.cost.requested`. */
  readonly cost: number;
  /** While lists stand still and nothing fails. */
  readonly calls: CallBounds;
  /** Further calls where Telnyx fails. */
  readonly retries: { readonly atMost: number };
  /** Further calls until an answer has shown how Telnyx spells its paths. */
  readonly spelling: { readonly atMost: number };
  /** What is left of Telnyx' quota; null: not known. */
  readonly quota: {
    readonly remaining: number | null;
    /** End of the quota's window (RFC 3339). */
    readonly resetAt: string | null;
    /** Whether all calls fit into what is left. */
    readonly fits: boolean | null;
  };
  readonly steps: readonly PlannedStep[];
}

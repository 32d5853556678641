/** Where the items that answer the query stand in a segment. */
export interface Slice {
  readonly done: true;
  /** Indices in the segment: `from` up to, not including, `to`. */
  readonly from: number;
  readonly to: number;
  /** More items lie ahead, in walking direction, before the limit. */
  readonly more: boolean;
}

/** What must be read before the query can be answered. */
export interface Lack {
  readonly done: false;
  /** Items next to the segment; or proof of where the walk starts, or where it ends. */
  readonly of: 'items' | 'origin' | 'limit';
  /** The side of the segment to read on; undefined: elsewhere. */
  readonly side: 'left' | 'right' | undefined;
  /** How many items to read there. */
  readonly need: number;
  /** A shorter page, right as it stands. */
  readonly short: Slice | undefined;
}

/** Describes an operation, without anything from its variables. */
export interface Operation {
  /** At most 64 characters of it. */
  readonly name: string | undefined;
  readonly type: 'query' | 'mutation' | 'subscription' | undefined;
  /** Short hash of the document, to distinguish operations of one name. */
  readonly documentHash: string | undefined;
  /** Whether its result is the same for every caller. */
  readonly isPublic: boolean;
  /** Whether its document is trusted. */
  readonly isTrusted: boolean;
}

/** The description of a request whose operation is unknown. */
export const NO_OPERATION: Operation = {
  name: undefined,
  type: undefined,
  documentHash: undefined,
  isPublic: false,
  isTrusted: false,
};

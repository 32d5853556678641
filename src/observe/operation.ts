/** What may be told of an operation: nothing that its caller put into variables. */
export interface Operation {
  /** At most 64 characters of it. */
  readonly name: string | undefined;
  readonly type: 'query' | 'mutation' | 'subscription' | undefined;
  /** Short hash of the document, to tell operations of one name apart. */
  readonly documentHash: string | undefined;
  /** Whether its answer is the same for whoever asks. */
  readonly isPublic: boolean;
  /** Whether its document is a trusted one. */
  readonly isTrusted: boolean;
}

/** Of a request whose operation is not known. */
export const NO_OPERATION: Operation = {
  name: undefined,
  type: undefined,
  documentHash: undefined,
  isPublic: false,
  isTrusted: false,
};

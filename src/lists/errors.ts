/** One problem with one member of a window request. */
export interface RequestIssue {
  /** The member's name. */
  readonly path: readonly [string];
  /** Stable, for programs. */
  readonly code: 'range' | 'conflict' | 'cursor' | 'unsupported';
  /** For people. */
  readonly message: string;
}

/** A window request is invalid; `issues` lists every problem. */
export class WindowRequestError extends Error {
  readonly issues: readonly RequestIssue[];

  constructor(issues: readonly RequestIssue[]) {
    super(issues.map((issue) => issue.message).join(' '));
    this.issues = issues;
  }
}

/** The position of a cursor can no longer be found. */
export class CursorLostError extends Error {}

/** The list changes faster than it can be read. */
export class ListChangedError extends Error {}

/** The list is longer than a scan may read. */
export class ListTooLongError extends Error {}

/** Upstream serves the list in pages that are too small to read it. */
export class PagesTooSmallError extends Error {
  /** Items per page. */
  readonly size: number;

  constructor(size: number) {
    super(`Pages of ${size} items are too small to read a list.`);
    this.size = size;
  }
}

/** One fault of one member of a request for a window. */
export interface RequestIssue {
  /** The member's name. */
  readonly path: readonly [string];
  /** Stable, for programs. */
  readonly code: 'range' | 'conflict' | 'cursor' | 'unsupported';
  /** For people. */
  readonly message: string;
}

/** A request for a window is wrong at the places that `issues` names. */
export class WindowRequestError extends Error {
  readonly issues: readonly RequestIssue[];

  constructor(issues: readonly RequestIssue[]) {
    super(issues.map((issue) => issue.message).join(' '));
    this.issues = issues;
  }
}

/** The place that a cursor stands for can no longer be found. */
export class CursorLostError extends Error {}

/** The list changes faster than it can be read. */
export class ListChangedError extends Error {}

/** The list has more items than may be read to search it. */
export class ListTooLongError extends Error {}

/** The list is served in pages too small to read it by. */
export class PagesTooSmallError extends Error {
  /** Items of such a page. */
  readonly size: number;

  constructor(size: number) {
    super(`Pages of ${size} items are too small to read a list by.`);
    this.size = size;
  }
}

import { type BatchSource, readBatch } from '../lists/batch.ts';
import type { ListMemory } from '../lists/list-memory.ts';
import {
  AbortedError,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  TimeoutError,
  UnauthenticatedError,
} from './errors.ts';
import { listMemoriesOf } from './list-memories.ts';
import type { Credential } from './transport/credentials.ts';
import type { Session } from './transport/session.ts';

/** How the items of a batch are read: see {@link BatchSource}. */
export type BatchReads<T> = Pick<BatchSource<T>, 'readPage' | 'readOne' | 'idOf'>;

/**
 * Reads the items with these ids, in their order; one that cannot be read is an error in its position. Rejects where
 * the caller may read none.
 */
export function retrieveMany<T>(
  session: Session,
  ids: readonly string[],
  readsOf: (memory: ListMemory) => BatchReads<T>,
  list: 'clients' | 'grants',
): Promise<(T | Error)[]> {
  const read = ({ state }: Credential) => {
    const memory = listMemoriesOf(state)[list];
    const isScarce = (calls: number) => state.quota.isScarce({ method: 'GET', route: `/oauth_${list}/{id}` }, calls);
    const source = { ...readsOf(memory), isInaccessible, isDenied, isFatal, isScarce };
    return ids.length === 1 ? readBatch(ids, source, memory) : counted(session, ids, source, memory);
  };
  try {
    const credential = session.credentials.of('read');
    // Nothing is awaited if the credential is already there.
    return credential instanceof Promise ? credential.then(read) : read(credential);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Runs {@link readBatch}, and reports the batch to the caller. */
async function counted<T>(
  session: Session,
  ids: readonly string[],
  source: BatchSource<T>,
  memory: ListMemory,
): Promise<(T | Error)[]> {
  const made = { calls: 0 };
  const counting =
    <A, R>(read: (asked: A) => R) =>
    (asked: A): R => {
      made.calls++;
      return read(asked);
    };
  const watched = { ...source, readPage: counting(source.readPage), readOne: counting(source.readOne) };
  const started = performance.now();
  const answers = await readBatch(ids, watched, memory);
  session.caller.onBatch?.({ ids: ids.length, calls: made.calls, started, duration: performance.now() - started });
  return answers;
}

/** Whether the list of the credential holds no such item: it does not exist, or belongs to somebody else. */
export function isInaccessible(error: unknown): boolean {
  return error instanceof NotFoundError || (error instanceof ForbiddenError && !error.refusal);
}

/** Whether IAM does not let the credential read the list, which says nothing about the items. */
export function isDenied(error: unknown): boolean {
  return error instanceof ForbiddenError && error.refusal !== undefined;
}

const FATAL = [UnauthenticatedError, RateLimitedError, TimeoutError, AbortedError];

/** Whether every further call would fail likewise: refused credential, used-up quota, deadline, caller disconnected. */
export function isFatal(error: unknown): boolean {
  return FATAL.some((type) => error instanceof type);
}

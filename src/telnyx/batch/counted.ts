import type { Why } from '../call.ts';
import type { Http } from '../http.ts';
import type { FieldsOf } from '../types.ts';
import type { ListMemory } from './memory.ts';
import { type BatchSource, readBatch } from './read-batch.ts';

/** {@link readBatch}, telling the caller what its plan took, where there was more than one id to plan for. */
export function counted<T>(
  http: Http,
  ids: readonly string[],
  source: BatchSource<T>,
  memory: ListMemory,
): Promise<(T | Error)[]> {
  if (ids.length === 1) return readBatch(ids, source, memory);
  let calls = 0;
  const counting =
    <A, R>(read: (asked: A) => R) =>
    (asked: A): R => {
      calls++;
      return read(asked);
    };
  const watched = { ...source, readPage: counting(source.readPage), readOne: counting(source.readOne) };
  const started = performance.now();
  return readBatch(ids, watched, memory).then((answers) => {
    http.planned({ ids: ids.length, calls, started, duration: performance.now() - started });
    return answers;
  });
}

/** Why a list is read for these ids. */
export function batchOf(ids: readonly string[], fieldsOf: FieldsOf | undefined): Why {
  return { plan: 'batch', fields: fieldsOf ? [...new Set(ids.flatMap(fieldsOf))] : [] };
}

import type { Why } from '../call.ts';
import type { Http } from '../http.ts';
import type { FieldsOf } from '../types.ts';
import type { ListMemory } from './memory.ts';
import { type BatchSource, readBatch } from './read-batch.ts';

/** {@link readBatch}, telling the caller what its plan took, where there was more than one id to plan for. */
export async function counted<T>(
  http: Http,
  ids: readonly string[],
  { readPage, readOne, idOf }: BatchSource<T>,
  memory: ListMemory,
): Promise<(T | Error)[]> {
  if (ids.length === 1) return readBatch(ids, { readPage, readOne, idOf }, memory);
  let calls = 0;
  const counting =
    <A, R>(read: (asked: A) => R) =>
    (asked: A): R => {
      calls++;
      return read(asked);
    };
  const source: BatchSource<T> = { readPage: counting(readPage), readOne: counting(readOne), idOf };
  const started = performance.now();
  const answers = await readBatch(ids, source, memory);
  http.planned({ ids: ids.length, calls, started, duration: performance.now() - started });
  return answers;
}

/** Why a list is read for these ids. */
export function batchOf(ids: readonly string[], fieldsOf: FieldsOf | undefined): Why {
  return { plan: 'batch', fields: fieldsOf ? [...new Set(ids.flatMap(fieldsOf))] : [] };
}

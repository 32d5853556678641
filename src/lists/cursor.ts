import { crc32 } from 'node:zlib';

/** Neighbours that a cursor holds on each side: the nearest ones without gaps, and the farthest one that was read. */
export const NEIGHBOURS = 8;
export const NEAREST = NEIGHBOURS - 1;

/** The place of an item in a list, with enough of its neighbours to find it again. Serves as `after` and `before`. */
export interface Cursor {
  readonly id: string;
  /** Index in the list when it was read, from 0. */
  readonly position: number;
  /** Length of the list at that time; undefined: upstream did not report it. */
  readonly total: number | undefined;
  /** {@link fingerprint}s of up to 7 items before it, the nearest first; an eighth is the farthest that was read. */
  readonly predecessors: readonly number[];
  /** Likewise after it. */
  readonly successors: readonly number[];
  /** Whether `predecessors` are all items before it. */
  readonly fromStart: boolean;
  /** Whether `successors` are all items after it. */
  readonly toEnd: boolean;
}

/** A short hash of an item's id: enough to recognize a neighbour among the few hundred items that a window reads. */
export const fingerprint = (id: string): number => crc32(id);

/**
 * Layout: version, flags, two counts (a byte each), position, total, fingerprints, id, checksum (4 bytes each but id).
 */
const VERSION = 1;
const HEADER = 12;
const WORD = 4;
const NO_TOTAL = 0xffff_ffff;
const FROM_START = 1;
const TO_END = 2;
const MAX_LENGTH = 2_000;

/** The checksum starts from the scope, so that a cursor of another list or filter fails like a damaged one. */
const checksum = (body: Uint8Array, scope: string): number => crc32(body, crc32(scope));

/** Encodes a cursor as opaque base64url text. `scope` identifies list and filter. */
export function encodeCursor(cursor: Cursor, scope: string): string {
  const { predecessors, successors } = cursor;
  const idAt = HEADER + WORD * (predecessors.length + successors.length);
  const bytes = Buffer.allocUnsafe(idAt + Buffer.byteLength(cursor.id) + WORD);
  bytes[0] = VERSION;
  bytes[1] = (cursor.fromStart ? FROM_START : 0) | (cursor.toEnd ? TO_END : 0);
  bytes[2] = predecessors.length;
  bytes[3] = successors.length;
  bytes.writeUInt32BE(cursor.position, 4);
  bytes.writeUInt32BE(cursor.total ?? NO_TOTAL, 8);
  let at = HEADER;
  for (const value of predecessors) at = bytes.writeUInt32BE(value, at);
  for (const value of successors) at = bytes.writeUInt32BE(value, at);
  at += bytes.write(cursor.id, at);
  bytes.writeUInt32BE(checksum(bytes.subarray(0, at), scope), at);
  return bytes.toString('base64url');
}

/** Decodes a cursor; undefined: the text is not a cursor, is damaged, or was made for another scope. */
export function decodeCursor(text: string, scope: string): Cursor | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < HEADER + WORD || bytes[0] !== VERSION || bytes.toString('base64url') !== text) return undefined;
  const end = bytes.length - WORD;
  if (bytes.readUInt32BE(end) !== checksum(bytes.subarray(0, end), scope)) return undefined;

  const [flags, before, after] = [bytes[1] ?? 0, bytes[2] ?? 0, bytes[3] ?? 0];
  const idAt = HEADER + WORD * (before + after);
  if (before > NEIGHBOURS || after > NEIGHBOURS || idAt > end) return undefined;
  const words = (count: number, from: number): number[] =>
    Array.from({ length: count }, (_, index) => bytes.readUInt32BE(from + WORD * index));
  const total = bytes.readUInt32BE(8);
  return {
    id: bytes.toString('utf8', idAt, end),
    position: bytes.readUInt32BE(4),
    total: total === NO_TOTAL ? undefined : total,
    predecessors: words(before, HEADER),
    successors: words(after, HEADER + WORD * before),
    fromStart: (flags & FROM_START) !== 0,
    toEnd: (flags & TO_END) !== 0,
  };
}

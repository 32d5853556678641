import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ErrorCode } from '../lib/error-codes.ts';
import { ArrivingBodies, ArrivingBody } from './arriving-body.ts';
import type { Connection } from './connections.ts';
import { codingOf, decode } from './content-coding.ts';
import type { Refusal } from './request-checks.ts';

export interface BodyLimits {
  /** Maximum size of a body, bytes, both encoded and decoded. */
  readonly bodyLimit: number;
  /** From a request's headers until its body has been received, milliseconds. */
  readonly bodyTimeout: number;
}

/** Reads bodies of requests. */
export interface BodyReader {
  /**
   * Calls `onWhole` with the body, without its content coding and byte order mark; or calls `onRefused`; or neither if
   * the client disconnects.
   */
  read(
    req: IncomingMessage,
    res: ServerResponse,
    connection: Connection,
    onWhole: (body: Buffer) => void,
    onRefused: (refusal: Refusal) => void,
  ): void;
  /** Refuses the body that has been silent longest. False: none is being received. */
  endOne(): boolean;
  /** Refuses all bodies that are being received. */
  endAll(): void;
}

/** Bodies that may be received at once. */
const MAX_ARRIVING = 1_024;
/** Bytes of all bodies that are being received, in multiples of the maximum size. */
const MAX_HELD = 256;
/** Ticks of one timer that a body's timeout takes: no body has a timer of its own. */
const TICKS = 10;

const TOO_LARGE: Refusal = { status: 413, code: ErrorCode.REQUEST_ENTITY_TOO_LARGE, message: 'Request body too large' };
const TOO_SLOW: Refusal = {
  status: 408,
  code: ErrorCode.REQUEST_TIMEOUT,
  message: 'The body did not arrive in time.',
  headers: { connection: 'close' },
};
const NOT_DECODED: Refusal = { status: 400, message: 'The body is not in the coding that Content-Encoding names.' };
const NOT_UTF8: Refusal = { status: 400, message: 'The body is not UTF-8.' };

/**
 * Bounds bodies in size, time and number, and the bytes of all of them together. Above the bounds it refuses the body
 * that has been silent longest.
 */
export function createBodyReader({ bodyLimit, bodyTimeout }: BodyLimits): BodyReader {
  const bodies = new ArrivingBodies();
  let tick = 0;
  /** Undefined while no body is being received. */
  let clock: NodeJS.Timeout | undefined;

  function onTick(): void {
    tick++;
    for (const body of bodies) if (body.end < tick) body.refuse(TOO_SLOW);
    if (bodies.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  }
  function endOne(): boolean {
    const { first } = bodies;
    first?.refuse(TOO_SLOW);
    return first !== undefined;
  }
  function onData(body: ArrivingBody, chunk: Buffer): void {
    // The rest of a refused body is discarded.
    if (body.list === undefined) return;
    body.append(chunk);
    if (body.length > bodyLimit) body.refuse(TOO_LARGE);
    while (bodies.held > MAX_HELD * bodyLimit) endOne();
  }
  return {
    read(req, res, connection, onWhole, onRefused) {
      const parsed = parsedBody(req);
      if (parsed !== undefined) {
        if (parsed.length > bodyLimit) onRefused(TOO_LARGE);
        else onWhole(parsed);
        return;
      }
      if (Number(req.headers['content-length'] ?? 0) > bodyLimit) return onRefused(TOO_LARGE);
      if (bodies.size >= MAX_ARRIVING) endOne();
      const body = new ArrivingBody(res, connection, tick + TICKS, onRefused);
      bodies.push(body);
      clock ??= setInterval(onTick, bodyTimeout / TICKS).unref();
      if (req.headers.expect !== undefined) res.writeContinue();
      const finish = (bytes: Buffer) => {
        const text = withoutMark(bytes);
        if (!isUtf8(text)) body.refuse(NOT_UTF8);
        else if (body.leave()) onWhole(text);
      };
      const coding = codingOf(req);
      req
        .on('data', (chunk: Buffer) => onData(body, chunk))
        .on('end', () => {
          if (coding === undefined || body.list === undefined) return finish(body.bytes);
          decode(body.bytes, coding, bodyLimit, (decoded) => {
            if (decoded === 'too large') body.refuse(TOO_LARGE);
            else if (decoded === 'malformed') body.refuse(NOT_DECODED);
            else finish(decoded);
          });
        })
        .on('close', () => req.complete || body.leave());
    },
    endOne,
    endAll() {
      while (endOne());
    },
  };
}

/** The body that a framework around the gateway has read and parsed, as `express.json()` does. */
function parsedBody(req: IncomingMessage & { body?: unknown }): Buffer | undefined {
  if (req.body === undefined || !req.readableEnded) return undefined;
  if (Buffer.isBuffer(req.body)) return withoutMark(req.body);
  return Buffer.from(typeof req.body === 'string' ? req.body : JSON.stringify(req.body));
}

/** Drops a byte order mark. @see RFC 8259 section 8.1 */
function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

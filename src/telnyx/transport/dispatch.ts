import type { Dispatcher } from 'undici';
import type { AbortLike } from '../../lib/abort.ts';
import type { UpstreamResponse } from './response-errors.ts';

/** Maximum number of chunks that are kept as they are: very small ones take many times their size. */
const MAX_CHUNKS = 1_024;

const EMPTY = Buffer.alloc(0);

/** Called with the response, of any status; or with undefined and undici's error, or the signal's reason. */
type Ended = (response: UpstreamResponse | undefined, cause: unknown) => void;

/** A connection that carries one exchange at a time, and is notified of its progress. */
export interface Carrier {
  began(exchange: Exchange): void;
  /** The headers of a response arrived. */
  heard(): void;
  ended(): void;
  /** The exchange was aborted before a response arrived. */
  gaveUp(): void;
}

/** Sends a request and collects the response, without the stream that undici's `request` makes of a body. */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Whether a part of it was sent. Until then it cannot have had an effect. */
  left = false;
  /** When it was sent, as `Date.now()`; 0 until then. */
  leftAt = 0;
  /** Set by the connection that carries it. */
  carrier: Carrier | undefined;
  /** Called once if its connection seems to be dead. */
  onSilence: (() => void) | undefined;
  readonly #signal: AbortLike;
  /** The first chunk of the body, which is mostly the whole body. */
  #chunk: Buffer = EMPTY;
  #later: LaterChunks | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers!: UpstreamResponse['headers'];
  #ended: Ended | undefined;

  /**
   * @param signal aborts it, whether there is a connection yet or not
   * @param ended called once
   */
  constructor(signal: AbortLike, ended: Ended) {
    this.#signal = signal;
    this.#ended = ended;
  }

  send(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions): void {
    try {
      this.#signal.throwIfAborted();
      this.#signal.addEventListener('abort', this);
      dispatcher.dispatch(options, this);
    } catch (error) {
      this.#end(undefined, error);
    }
  }

  /** Aborts it without calling `ended`. */
  cancel(): void {
    this.#ended = undefined;
    this.#signal.removeEventListener('abort', this);
    this.#controller?.abort(new Error('It is not needed any more.'));
  }

  #end(response: UpstreamResponse | undefined, cause: unknown): void {
    const ended = this.#ended;
    this.#ended = undefined;
    this.#signal.removeEventListener('abort', this);
    if (this.left) this.carrier?.ended();
    ended?.(response, cause);
  }

  /** The listener of the signal. */
  handleEvent(): void {
    if (this.left) this.carrier?.gaveUp();
    this.#end(undefined, this.#signal.reason);
    this.#controller?.abort(this.#signal.reason as Error);
  }

  /** Called when there is a connection to write to. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (!this.#ended) {
      controller.abort((this.#signal.reason as Error | undefined) ?? new Error('It is not needed any more.'));
      return;
    }
    this.left = true;
    this.leftAt = Date.now();
    this.carrier?.began(this);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: UpstreamResponse['headers'],
  ): void {
    if (status < 200) return;
    this.carrier?.heard();
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#chunk === EMPTY) {
      this.#chunk = chunk;
    } else {
      this.#later ??= new LaterChunks();
      this.#later.add(chunk);
    }
  }

  onResponseEnd(): void {
    const bytes = this.#later ? this.#later.after(this.#chunk) : this.#chunk;
    this.#end({ status: this.#status, headers: this.#headers, text: textOf(bytes) }, undefined);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end(undefined, error);
  }
}

/** The chunks of a body after the first one. */
class LaterChunks {
  readonly #blocks: Buffer[] = [];
  #chunks: Buffer[] = [];

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    if (this.#chunks.length < MAX_CHUNKS) return;
    this.#blocks.push(Buffer.concat(this.#chunks));
    this.#chunks = [];
  }

  after(first: Buffer): Buffer {
    return Buffer.concat([first, ...this.#blocks, ...this.#chunks]);
  }
}

/** Decodes UTF-8, without a byte order mark. */
function textOf(bytes: Buffer): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasMark ? 3 : 0);
}

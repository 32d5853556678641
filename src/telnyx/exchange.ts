import type { Dispatcher } from 'undici';
import type { Answer } from './answers.ts';

/** Chunks that are kept as they came: of a body in very small ones, each would hold many times its size. */
const MAX_CHUNKS = 1_024;

/** Sends a request, and gathers what comes back: without the stream that undici's `request` makes of a body. */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Whether it has left this machine, or a part of it: until then nothing can have come of it. */
  left = false;
  readonly #signal: AbortSignal;
  readonly #blocks: Buffer[] = [];
  #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Answer['headers'] = {};
  #resolve: (answer: Answer) => void = () => {};
  #reject: (reason: unknown) => void = () => {};

  /** @param signal ends it at once, whether there is a connection yet or not */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** The answer, of any status. Rejects with undici's errors, or the signal's reason. */
  send(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#signal.throwIfAborted();
      this.#signal.addEventListener('abort', this);
      dispatcher.dispatch(options, this);
    });
  }

  /** The signal's `abort`. */
  handleEvent(): void {
    this.#signal.removeEventListener('abort', this);
    this.#reject(this.#signal.reason);
    this.#controller?.abort(this.#signal.reason);
  }

  /** Called when there is a connection to write to. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal.aborted) controller.abort(this.#signal.reason);
    else this.left = true;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Answer['headers']): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    if (this.#chunks.length < MAX_CHUNKS) return;
    this.#blocks.push(Buffer.concat(this.#chunks));
    this.#chunks = [];
  }

  onResponseEnd(): void {
    this.#signal.removeEventListener('abort', this);
    this.#resolve({ status: this.#status, headers: this.#headers, text: textOf([...this.#blocks, ...this.#chunks]) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#signal.removeEventListener('abort', this);
    this.#reject(error);
  }
}

/** UTF-8, without the mark that some put in front. */
function textOf(chunks: readonly Buffer[]): string {
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasMark ? 3 : 0);
}

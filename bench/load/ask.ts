import type { Client, Dispatcher } from 'undici';
import type { Planned } from './index.ts';

/** What came back for a request. */
export interface Answered {
  /** 200, and as many bytes as the answer had that was checked. */
  readonly isRight: boolean;
  /** 0: nothing came. */
  readonly status: number;
  /** Bytes of the body. */
  readonly received: number;
  /** How many header fields the answer had. */
  readonly fields: number;
}

/** The header fields of a request with this credential, for all requests with it. */
export function headersOf(credential: string): string[] {
  return ['content-type', 'application/json', 'accept', 'application/json', 'authorization', `Bearer ${credential}`];
}

/** Sends one request; `done` hears once of what came back, whatever went wrong. */
export function ask(
  client: Client,
  path: string,
  headers: string[],
  { body, length }: Planned,
  done: (answered: Answered) => void,
): void {
  let [status, received, fields] = [0, 0, 0];
  const end = (isRight: boolean) => done({ isRight, status, received, fields });
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart() {},
    onResponseStart({ rawHeaders }, code) {
      status = code;
      // Names and values in turn.
      fields = (rawHeaders as readonly unknown[]).length / 2;
    },
    onResponseData(_controller, chunk) {
      received += chunk.length;
    },
    onResponseEnd: () => end(status === 200 && received === length),
    onResponseError: () => end(false),
  };
  client.dispatch({ method: 'POST', path, headers, body }, handler);
}

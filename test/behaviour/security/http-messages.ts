/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Reads all answers of one connection. Throws where the bytes are not whole HTTP/1.1 messages to the last. */
export function readAnswers(bytes: Buffer): WireAnswer[] {
  const answers: WireAnswer[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`no end of a head: ${rest.toString('latin1').slice(0, 200)}`);
    const [first = '', ...lines] = rest.toString('latin1', 0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 ([1-5]\d\d) [\x20-\x7e]*$/.exec(first)?.[1]);
    if (Number.isNaN(status)) throw new Error(`no status line: ${first}`);
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+): ?([\x20-\x7e]*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`no header: ${JSON.stringify(line)}`);
      headers[name.toLowerCase()] = value;
    }
    const { body, length } = readBody(rest.subarray(end + 4), status, headers);
    answers.push({ status, headers, body });
    rest = rest.subarray(end + 4 + length);
  }
  return answers;
}

function readBody(bytes: Buffer, status: number, headers: Record<string, string>): { body: Buffer; length: number } {
  // An answer to HEAD says how long it would be.
  const isHeadAlone = bytes.length === 0 || bytes.toString('latin1', 0, 9) === 'HTTP/1.1 ';
  if (status < 200 || status === 204 || status === 304 || isHeadAlone) return { body: Buffer.alloc(0), length: 0 };
  if (headers['transfer-encoding'] === 'chunked') return readChunks(bytes);
  if (headers['content-length'] !== undefined) {
    const length = Number(headers['content-length']);
    if (bytes.length < length) throw new Error(`${bytes.length} bytes of a body of ${length}`);
    return { body: bytes.subarray(0, length), length };
  }
  if (headers.connection !== 'close') throw new Error('a body without an end');
  return { body: bytes, length: bytes.length };
}

function readChunks(bytes: Buffer): { body: Buffer; length: number } {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (end < 0 || Number.isNaN(size)) throw new Error('no end of chunks');
    chunks.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
    if (at > bytes.length) throw new Error('a chunk cut off');
    if (size === 0) return { body: Buffer.concat(chunks), length: at };
  }
}

import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { type Coding, encode } from './coding.ts';

const decompress = promisify(brotliDecompress);

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** A file of a page. It is read and compressed at the first request for it, then cached. */
export class Asset {
  readonly type: string;
  readonly #read: (coding: Coding) => Promise<Buffer>;
  readonly #encoded = new Map<Coding, Promise<Buffer>>();

  constructor(name: string, read: (coding: Coding) => Promise<Buffer>) {
    this.type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    this.#read = read;
  }

  /** The bytes in that coding. Rejects if the file cannot be read, and then reads it again the next time. */
  body(coding: Coding): Promise<Buffer> {
    let body = this.#encoded.get(coding);
    if (!body) {
      body = this.#read(coding);
      body.catch(() => this.#encoded.delete(coding));
      this.#encoded.set(coding, body);
    }
    return body;
  }
}

/** Reads a file as it is. */
export function readPlain(path: string) {
  return async (coding: Coding) => encode(await readFile(path), coding);
}

/** Reads a file that is compressed by brotli. */
export function readPacked(path: string) {
  return async (coding: Coding) => {
    const bytes = await readFile(path);
    return coding === 'br' ? bytes : encode(await decompress(bytes), coding);
  };
}

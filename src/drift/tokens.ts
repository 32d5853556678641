import { SourceError } from './facts.ts';

const TOKEN = /\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[\w$]+|=>|\.\.\.|[^\s])/g;
const CLOSING: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/** The tokens of a TypeScript file without its comments, read one after the other. */
export class Tokens {
  readonly #tokens: readonly string[];
  readonly #file: string;
  #at = 0;

  /** @param file its name, for errors */
  constructor(text: string, file: string) {
    this.#tokens = [...text.matchAll(TOKEN)].flatMap(([, token]) => (token === undefined ? [] : [token]));
    this.#file = file;
  }

  get isOver(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** The next token. Does not consume it. */
  get next(): string {
    return this.#tokens[this.#at] ?? 'the end of the file';
  }

  /** Consumes the next token. @throws {SourceError} It is not the expected one. */
  take(expected?: string): string {
    const token = this.next;
    if (this.isOver || (expected !== undefined && token !== expected)) this.fail(expected ?? 'more');
    this.#at++;
    return token;
  }

  /** Consumes the next token if it is this one, and returns whether it was. */
  takes(token: string): boolean {
    if (this.isOver || this.next !== token) return false;
    this.#at++;
    return true;
  }

  /** Consumes one token, or all within a pair of brackets. */
  skip(): void {
    const closing = CLOSING[this.take()];
    if (closing !== undefined) while (!this.takes(closing)) this.skip();
  }

  skipTo(token: string): void {
    while (!this.takes(token)) this.skip();
  }

  fail(expected: string): never {
    throw new SourceError(`${this.#file} cannot be read: expected ${expected}, found ${this.next}`);
  }
}

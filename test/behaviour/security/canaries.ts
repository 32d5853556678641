import { randomBytes } from 'node:crypto';

/** A secret that stands nowhere else: unreserved characters, 56 of them. */
export function canary(): string {
  return `Canary-${randomBytes(36).toString('base64url')}_`;
}

/** A text in every form in which it may lie about: plain, in a URL, in a form, in JSON, in Base64 at any alignment. */
export function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // Without the characters that hold bits of the neighbours.
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const forms = [
    text,
    encodeURIComponent(text),
    new URLSearchParams([['', text]]).toString().slice(1),
    JSON.stringify(text).slice(1, -1),
    bytes.toString('hex'),
    ...base64,
    ...base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [...new Set(forms)];
}

/** Secrets to look for, by what they are. */
export class Canaries {
  readonly #byName = new Map<string, string>();

  /** Makes one. */
  make(name: string): string {
    return this.add(name, canary());
  }

  /** Takes note of one that somebody else made. */
  add(name: string, secret: string): string {
    this.#byName.set(`${name} ${this.#byName.size}`, secret);
    return secret;
  }

  get size(): number {
    return this.#byName.size;
  }

  /** Those found in a text, by name and form. */
  foundIn(text: string): string[] {
    return [...this.#byName].flatMap(([name, secret]) =>
      formsOf(secret).flatMap((form, index) => (text.includes(form) ? `${name} (form ${index})` : [])),
    );
  }
}

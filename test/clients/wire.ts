/** One request that a client made, as it went out, and what came back. */
export interface Sent {
  readonly method: string;
  /** The body, or the URL's parameters, with JSON in them read. */
  readonly asked: {
    readonly query?: string;
    readonly documentId?: string;
    readonly variables?: Record<string, unknown>;
    readonly extensions?: { readonly persistedQuery?: { readonly sha256Hash: string } };
  };
  readonly status: number;
  readonly headers: Headers;
}

/** A `fetch` for a client, and what it has sent so far. */
export interface Wire {
  readonly sent: Sent[];
  readonly fetch: typeof fetch;
}

/** The real `fetch`, with a record. */
export function recordWire(): Wire {
  const sent: Sent[] = [];
  return {
    sent,
    async fetch(input, init = {}) {
      const url = new URL(String(input));
      const response = await fetch(url, init);
      const asked = init.body == null ? fromUrl(url) : JSON.parse(String(init.body));
      sent.push({ method: init.method ?? 'GET', asked, status: response.status, headers: response.headers });
      return response;
    },
  };
}

/** How each request named its document: `GET hash`, `POST hash and text`, `POST text`, `POST id`. */
export function howAsked({ sent }: Wire): string[] {
  return sent.map(({ method, asked: { query, documentId, extensions } }) => {
    const named = { id: documentId, hash: extensions?.persistedQuery?.sha256Hash, text: query };
    const given = Object.entries(named).filter(([, value]) => value !== undefined);
    return `${method} ${given.map(([name]) => name).join(' and ')}`;
  });
}

function fromUrl({ searchParams }: URL): Sent['asked'] {
  const isJson = (name: string) => name === 'variables' || name === 'extensions';
  return Object.fromEntries([...searchParams].map(([name, value]) => [name, isJson(name) ? JSON.parse(value) : value]));
}

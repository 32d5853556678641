/** The members of a GraphQL request. @see GraphQL over HTTP, section 5.1 and appendix A */
export interface Params {
  readonly query?: string | null;
  readonly documentId?: string | null;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
  readonly extensions?: Record<string, unknown> | null;
}

const MEMBERS: ReadonlySet<string> = new Set(['query', 'documentId', 'variables', 'operationName', 'extensions']);

/** Reads the GraphQL request in a JSON body; undefined: it is malformed, and Yoga's error says how. */
export function paramsInBody(body: Buffer): Params | undefined {
  const params = jsonIn(body.toString());
  return isWellFormed(params) && Object.keys(params).every((member) => MEMBERS.has(member)) ? params : undefined;
}

/**
 * Reads the GraphQL request in the query of a URL; undefined: it is malformed, and Yoga's error says how. Like Yoga,
 * it takes an empty parameter as omitted, and the first one where a parameter comes twice.
 *
 * @see GraphQL over HTTP, section 5.3 (GET)
 */
export function paramsInUrl(url: string): Params | undefined {
  const search = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  const jsonOf = (name: string) => {
    const text = search.get(name);
    return text ? jsonIn(text) : null;
  };
  const params = {
    query: search.get('query') || null,
    documentId: search.get('documentId'),
    variables: jsonOf('variables'),
    operationName: search.get('operationName') || null,
    extensions: jsonOf('extensions'),
  };
  return isWellFormed(params) ? params : undefined;
}

/** Parses a JSON text. Malformed JSON becomes NaN, which no member may be. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return Number.NaN;
  }
}

function isWellFormed(params: unknown): params is Params {
  const { query, documentId, variables, operationName, extensions } = (params ?? {}) as Partial<Params>;
  return (
    isTextOrNone(query) &&
    isTextOrNone(documentId) &&
    (query ?? documentId ?? extensions?.persistedQuery) != null &&
    (variables == null || isRecord(variables)) &&
    isTextOrNone(operationName) &&
    (extensions == null || isRecord(extensions))
  );
}

function isTextOrNone(value: unknown): boolean {
  return value == null || typeof value === 'string';
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

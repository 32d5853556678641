/** The members of a GraphQL request. @see GraphQL over HTTP, section 5.1 and appendix A */
export interface Params {
  readonly query?: string | null;
  readonly documentId?: string | null;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
  readonly extensions?: Record<string, unknown> | null;
}

const MEMBERS: ReadonlySet<string> = new Set(['query', 'documentId', 'variables', 'operationName', 'extensions']);

/** Reads the GraphQL request in a JSON body; undefined: Yoga has to look at it, and to say what is wrong. */
export function readParams(body: Buffer): Params | undefined {
  let params: Partial<Params>;
  try {
    params = JSON.parse(body.toString());
  } catch {
    return undefined;
  }
  const { query, documentId, variables, operationName, extensions } = params ?? {};
  const isPlain =
    isTextOrNone(query) &&
    isTextOrNone(documentId) &&
    (query ?? documentId ?? extensions?.persistedQuery) != null &&
    Object.keys(params).every((member) => MEMBERS.has(member)) &&
    (variables == null || isRecord(variables)) &&
    isTextOrNone(operationName) &&
    (extensions == null || isRecord(extensions));
  return isPlain ? (params as Params) : undefined;
}

function isTextOrNone(value: unknown): boolean {
  return value == null || typeof value === 'string';
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { hash } from 'node:crypto';
import type { DocumentStore } from '../documents/document-store.ts';
import type { Names } from './names.ts';
import type { RedisLink } from './redis-link.ts';
import { script } from './script.ts';

/** How long a document is kept after its last use, seconds. */
const KEPT_FOR = 24 * 3_600;
/** Maximum size of a document, bytes of UTF-8. No gateway writes a longer one, so none is read. */
const MAX_BYTES = 65_536;

/** Outcome of a look-up. `false`: the text that was found does not have the hash asked for. */
export type LookupResult = 'hit' | 'miss' | 'false';

const GET = script(
  'document_get',
  `
local length = call('STRLEN')
if length > tonumber(ARGV[1]) then drop() end
return call('GETEX', 'EX', ARGV[2])
`,
);

const PUT = script('document_put', `return call('SET', ARGV[1], 'EX', ARGV[2])`);

/** Keeps documents in Redis. A text that comes back counts only if its hash is the one asked for. */
export function createDocumentStore(
  link: RedisLink,
  names: Names,
  onLookup: (result: LookupResult) => void,
): DocumentStore {
  return {
    async get(id) {
      const text = await link.run(GET, names('document', id), [String(MAX_BYTES), String(KEPT_FOR)]);
      const isText = typeof text === 'string';
      const isTrue = isText && hash('sha256', text) === id;
      onLookup(isTrue ? 'hit' : isText ? 'false' : 'miss');
      return isTrue ? text : undefined;
    },
    put(id, text) {
      if (Buffer.byteLength(text) > MAX_BYTES) return;
      void link.run(PUT, names('document', id), [text, String(KEPT_FOR)]);
    },
  };
}

import { type DocumentNode, getNamedType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { schema } from '../../../src/schema/index.ts';

/** Where `npm run sandbox` listens. */
const SANDBOX = 'http://127.0.0.1:4010';
/** When examples run, as far as readers are concerned. */
const NOW = Date.parse('2026-12-01T09:00:00Z');
const HOUR = 3_600_000;
const NEW_ID = /\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b/g;
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** Query parameters of URLs that carry a secret. */
const CARRIERS = /\b(consent_token|code)=[^&]+/;

/** What differs from run to run. */
export interface Volatile {
  readonly document: DocumentNode;
  /** The sandbox's, by its free port. */
  readonly origin: string;
  /** The ids that the sandbox is seeded with, as text. */
  readonly seeded: string;
}

/** Replaces what differs from run to run in what an example brought: secrets, new ids, times, long cursors. */
export function shownOf<T>(found: T, { document, origin, seeded }: Volatile): T {
  const secrets = secretsIn(document);
  const newIds: string[] = [];
  const started = Date.now();
  const shown = (key: string, value: string): string => {
    const text = value.replaceAll(origin, SANDBOX).replaceAll(encodeURIComponent(origin), encodeURIComponent(SANDBOX));
    if (secrets.has(key)) return CARRIERS.test(text) ? text.replace(CARRIERS, '$1=<$1>') : `<${key}>`;
    if (key === 'kid') return '<kid>';
    if (key === 'endCursor') return `${text.slice(0, 20)}…`;
    if (TIME.test(text)) {
      const hours = Math.round((Date.parse(text) - started) / HOUR);
      return hours < 0 ? text : new Date(NOW + hours * HOUR).toISOString();
    }
    return text.replaceAll(NEW_ID, (id) => {
      if (seeded.includes(id)) return id;
      if (!newIds.includes(id)) newIds.push(id);
      return `00000000-0000-4000-8000-${String(newIds.indexOf(id) + 1).padStart(12, '0')}`;
    });
  };
  return JSON.parse(JSON.stringify(found), (key, value) => (typeof value === 'string' ? shown(key, value) : value));
}

/** The fields of a document that hold a secret. */
function secretsIn(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  const info = new TypeInfo(schema);
  const Field = ({ name }: { name: { value: string } }) => {
    const type = info.getType();
    if (type && getNamedType(type).name === 'OAuthSecret') names.add(name.value);
  };
  visit(document, visitWithTypeInfo(info, { Field }));
  return names;
}

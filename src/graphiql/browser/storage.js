import config from './config.js';
import { link } from './link.js';

/*
 * What GraphiQL stores in this browser: tabs, theme and layout. Never variables, headers or responses, which may hold
 * secrets. A tab with an example or a link gets the variables of those again, and every tab the preset headers. Keys
 * have a prefix of ours, so that they do not mix with those of another GraphiQL on the same host and port.
 */
const PREFIX = 'telnyx-oauth-graphql/';
const TABS = 'graphiql:tabState';
const OF_THE_ACTIVE_TAB = {
  'graphiql:query': 'query',
  'graphiql:variables': 'variables',
  'graphiql:headers': 'headers',
};

/** Documents whose variables are known without being stored. */
const KNOWN = link ? [link, ...config.defaultTabs] : config.defaultTabs;

function readTabs() {
  const state = JSON.parse(localStorage.getItem(PREFIX + TABS));
  for (const tab of state?.tabs ?? []) {
    tab.variables = KNOWN.find(({ query }) => query === tab.query)?.variables ?? null;
  }
  return state;
}

const withoutSecrets = (key, value) => (key === 'variables' || key === 'headers' || key === 'response' ? null : value);

const ownKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

export const storage = {
  getItem(key) {
    if (key === TABS) return JSON.stringify(readTabs());
    if (key in OF_THE_ACTIVE_TAB) {
      const state = readTabs();
      return state?.tabs[state.activeTabIndex]?.[OF_THE_ACTIVE_TAB[key]] ?? null;
    }
    return localStorage.getItem(PREFIX + key);
  },
  setItem(key, value) {
    if (key === TABS) localStorage.setItem(PREFIX + key, JSON.stringify(JSON.parse(value), withoutSecrets));
    else if (!(key in OF_THE_ACTIVE_TAB)) localStorage.setItem(PREFIX + key, value);
  },
  removeItem: (key) => localStorage.removeItem(PREFIX + key),
  clear() {
    for (const key of ownKeys()) localStorage.removeItem(key);
  },
  get length() {
    return ownKeys().length;
  },
};

/** Makes GraphiQL open a document at its start: in the tab that already holds it, or in a new one. */
export function openTab({ query }) {
  const state = readTabs() ?? { tabs: config.defaultTabs.map(tabOf) };
  const at = state.tabs.findIndex((tab) => tab.query === query);
  state.activeTabIndex = at < 0 ? state.tabs.push(tabOf({ query })) - 1 : at;
  storage.setItem(TABS, JSON.stringify(state));
}

function tabOf({ query }) {
  const name = /^\s*(?:query|mutation|subscription)\s+(\w+)/m.exec(query)?.[1] ?? null;
  const id = Math.random().toString(36).slice(2);
  return {
    id,
    title: name ?? '<untitled>',
    query,
    variables: null,
    headers: null,
    operationName: name,
    response: null,
  };
}

import config from './config.js';

/*
 * What GraphiQL may remember in this browser: tabs, theme and layout. Never variables, headers or answers, which may
 * hold secrets; an example gets its own variables back, and each tab the preset headers. Keys have a prefix of ours, so
 * that another GraphiQL on the same host and port keeps its tabs to itself.
 */
const PREFIX = 'telnyx-oauth-graphql/';
const TABS = 'graphiql:tabState';
const OF_THE_ACTIVE_TAB = {
  'graphiql:query': 'query',
  'graphiql:variables': 'variables',
  'graphiql:headers': 'headers',
};

function readTabs() {
  const state = JSON.parse(localStorage.getItem(PREFIX + TABS));
  for (const tab of state?.tabs ?? []) {
    tab.variables = config.defaultTabs.find(({ query }) => query === tab.query)?.variables ?? null;
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

/** Path of the app, such as `/demo`: its scripts are served below it. */
export const APP = new URL(import.meta.url).pathname.replace(/\/assets\/[^/]*$/, '');

/** Path of the gateway's endpoint, which stands beside the app. */
export const ENDPOINT = APP.replace(/\/demo$/, '/graphql');

/** Revokes all grants to one client. */
export const revokeAllOf = (clientId: string): string =>
  `${APP}/incident?${new URLSearchParams({ client_id: clientId })}`;

/** The page of one client. */
export const clientPage = (clientId: string): string => `${APP}/clients/${encodeURIComponent(clientId)}`;

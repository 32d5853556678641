import type { Socket } from 'node:net';
import type { OAuthClient, OAuthGrant } from '../../src/telnyx/types.ts';
import { json, type RawRequest } from './raw-server.ts';

/** A client as Telnyx answers it, secret and all. */
export function wireClient(members: Partial<OAuthClient> & Record<string, unknown> = {}) {
  return {
    record_type: 'oauth_client',
    client_id: 'client-1',
    name: 'Client 1',
    org_id: 'org-1',
    user_id: 'user-1',
    client_type: 'confidential',
    require_pkce: false,
    created_at: '2026-03-31T12:00:00.000Z',
    updated_at: '2026-03-31T12:00:00.000Z',
    client_secret: 'the-secret-of-client-1',
    ...members,
  };
}

/** The id at the end of the path that a request asks for. */
export function idIn(path: string): string {
  return decodeURIComponent(path.split('/').at(-1)!);
}

/** Answers whatever client is asked for, with these headers. */
export function answerClient(headers: Record<string, string> = {}): (socket: Socket, request: RawRequest) => void {
  return (socket, { path }) => {
    socket.write(json(200, { data: wireClient({ client_id: idIn(path) }) }, headers));
  };
}

/** A grant as Telnyx answers it. */
export function wireGrant(members: Partial<OAuthGrant> & Record<string, unknown> = {}) {
  return {
    id: 'grant-1',
    record_type: 'oauth_grant',
    client_id: 'client-1',
    scopes: ['messaging.read'],
    created_at: '2026-03-31T12:00:00.000Z',
    ...members,
  };
}

/** A page of a list, with the meta that Telnyx sends for a list of `total` items. */
export function wirePage(data: readonly unknown[], total: number, number = 1, size = 20) {
  const meta = {
    page_number: number,
    page_size: size,
    total_pages: Math.ceil(total / size),
    total_results: total,
  };
  return { data, meta };
}

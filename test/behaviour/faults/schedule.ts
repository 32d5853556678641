import type { Socket } from 'node:net';
import fc from 'fast-check';
import { json, message, type RawRequest, type Reply, reset, stall } from '../../support/raw-server.ts';
import type { Trouble } from './faulty-proxy.ts';

const ROUTES: Record<string, (request: RawRequest) => boolean> = {
  clients: ({ method, path }) => method === 'GET' && /^\/v2\/oauth_clients\?/.test(path),
  client: ({ method, path }) => method === 'GET' && path.startsWith('/v2/oauth_clients/'),
  grants: ({ method, path }) => method === 'GET' && path.startsWith('/v2/oauth_grants'),
  documents: ({ path }) => /^\/(\.well-known|v2\/oauth\/jwks)/.test(path),
  changes: ({ method }) => method !== 'GET',
};

const part = (share: number) => (answer: string) => answer.slice(0, Math.floor(answer.length * share));
const cut =
  (share: number) =>
  (answer: string): Reply =>
  (socket: Socket) =>
    void socket.end(part(share)(answer));
const slowly =
  (pause: number) =>
  (answer: string): Reply =>
  (socket) => {
    let sent = 0;
    const more = () => {
      if (socket.destroyed || sent >= answer.length) return;
      socket.write(answer.slice(sent, sent + 50));
      sent += 50;
      setTimeout(more, pause);
    };
    more();
  };

const FAULTS: Record<string, Trouble> = {
  reset: { instead: reset },
  stall: { instead: stall },
  garbage: { instead: '\u0016\u0003\u0001garbage\r\n\r\n' },
  '503': { instead: message(503, '<html>', { 'content-type': 'text/html' }) },
  '500': { instead: json(500, { errors: [{ code: '10007', title: 'Unexpected' }] }) },
  '429': { instead: json(429, { errors: [] }, { 'retry-after': '0' }) },
  '429 for long': { instead: json(429, { errors: [] }, { 'retry-after': '60' }) },
  '401': { instead: json(401, { errors: [{ code: '10009', title: 'Authentication failed' }] }) },
  '404': { instead: json(404, { errors: [{ code: '10005', title: 'Not found' }] }) },
  '422': { instead: json(422, { errors: [{ code: '10015', title: 'Bad', source: { pointer: '/name' } }] }) },
  page: { instead: message(200, '<html>', { 'content-type': 'text/html' }) },
  empty: { instead: message(200) },
  'no data': { instead: json(200, {}) },
  redirect: { instead: message(302, '', { location: 'http://127.0.0.1:1/' }) },
  hints: { spoil: (answer) => `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3)}${answer}` },
  'cut in the head': { spoil: cut(0.05) },
  'cut in the body': { spoil: cut(0.9) },
  'lost behind it': { spoil: () => reset },
  'stalled in the body': { spoil: part(0.9) },
  slow: { spoil: slowly(1) },
  drip: { spoil: slowly(100) },
  'other types': { spoil: (answer) => answer.replace(/"(name|client_id|scopes|created_at)":/g, '"$1_":') },
};

/** For each route the names of the faults that its requests meet, one after the other and again from the first. */
export type Schedule = Readonly<Record<string, readonly (string | null)[]>>;

const row = fc.array(fc.option(fc.constantFrom(...Object.keys(FAULTS)), { freq: 2 }), { maxLength: 6 });
export const anySchedule: fc.Arbitrary<Schedule> = fc.record(
  Object.fromEntries(Object.keys(ROUTES).map((route) => [route, row])),
);

/** What each request meets that comes by. */
export function follow(schedule: Schedule): (request: RawRequest) => Trouble | undefined {
  const met: Record<string, number> = {};
  return (request) => {
    const route = Object.keys(ROUTES).find((name) => ROUTES[name]!(request));
    const faults = (route && schedule[route]) || [];
    if (route === undefined || faults.length === 0) return undefined;
    const count = met[route] ?? 0;
    met[route] = count + 1;
    const name = faults[count % faults.length];
    return name == null ? undefined : FAULTS[name];
  };
}

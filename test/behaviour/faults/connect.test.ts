import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { json, message } from '../../support/raw-server.ts';
import { type Certificate, createCertificate } from './certificate.ts';
import { askAt, bodyFor, DATA, FIELDS } from './damage.ts';

/*
 * A gateway that trusts an authority, and upstreams that it must not talk to. No byte of a request, and so no bearer,
 * may reach them: a write has certainly not happened.
 */

const KEY = 'KEYsandboxAlice';

const authority = createCertificate({});
const other = createCertificate({});
const good = createCertificate({ host: 'localhost', by: authority });

const ANSWER = json(200, {});

/** What the upstream does with a connection; `received` is told what came over it in clear. */
type Greet = (socket: Socket, received: (text: string) => void) => void;

const over = ({ cert, key }: Certificate, more = {}): Greet => {
  return (socket, received) => {
    const server = createTlsServer({ cert, key, ...more }, (secure) => {
      secure
        .on('error', () => {})
        .on('data', (bytes: Buffer) => {
          received(bytes.toString());
          const [method = '', path = ''] = bytes.toString().split(' ');
          secure.write(message(200, bodyFor({ method, path })));
        });
    });
    server.on('tlsClientError', () => {}).emit('connection', socket);
  };
};

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

async function startUpstream(greet: Greet): Promise<{ port: number; received: string[] }> {
  const sockets: Socket[] = [];
  const received: string[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    greet(socket, (text) => received.push(text));
  });
  await once(server.listen(0, 'localhost'), 'listening');
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, received };
}

async function ask(greet: Greet, deadline = 20_000) {
  const { port, received } = await startUpstream(greet);
  return { ...(await askAt(`https://localhost:${port}`, deadline)), received: received.join('') };
}

const before = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([authority.cert]));
afterAll(() => setDefaultCACertificates(before));

test('a certificate of an authority that it trusts is fine', async () => {
  const { read, received } = await ask(over(good));
  expect(read).toMatchObject({ data: DATA, errors: [] });
  expect(received).toContain(KEY);
});

const untrusted: Record<string, Greet> = {
  'signed by itself': over(createCertificate({ host: 'localhost' })),
  'of an authority that nobody trusts': over(createCertificate({ host: 'localhost', by: other })),
  'of another host': over(createCertificate({ host: 'elsewhere.example', by: authority })),
  'that has expired': over(createCertificate({ host: 'localhost', by: authority, expires: Date.now() - 60_000 })),
  'that is not valid yet': over(
    createCertificate({ host: 'localhost', by: authority, expires: Date.now() + 10 * 3600_000 }),
  ),
  'behind a version of TLS that is too old': over(good, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }),
};

const untalkable: Record<string, Greet> = {
  'HTTP in clear': (socket) => void socket.on('data', () => socket.end(ANSWER)),
  'a connection that ends at once': (socket) => void socket.destroy(),
};

/** All at once: most of the time they wait for their next attempt. */
const damages = new Map<string, ReturnType<typeof ask>>();
beforeAll(() => {
  for (const [name, greet] of Object.entries({ ...untrusted, ...untalkable })) damages.set(name, ask(greet));
});

function expectNothing({ read, write, received }: Awaited<ReturnType<typeof ask>>, code: string): void {
  expect(received).toBe('');
  expect(read.errors.map((error) => error.code)).toEqual(FIELDS.map(() => code));
  expect(write.errors).toEqual([{ path: 'createOAuthClient', code, outcome: undefined }]);
}

test.each(Object.keys(untrusted))('a certificate %s: nothing is sent', async (name) => {
  expectNothing(await damages.get(name)!, 'UPSTREAM_UNAVAILABLE');
});

test.each(Object.keys(untalkable))('%s: nothing is sent', async (name) => {
  expectNothing(await damages.get(name)!, 'UPSTREAM_UNAVAILABLE');
});

test('no word of TLS: nothing is sent, and the deadline ends the wait for the connection', async () => {
  const damage = await ask((socket) => void socket.resume(), 1_000);
  expectNothing(damage, 'UPSTREAM_TIMEOUT');
  // The limit on the connection alone is 5 s.
  for (const { took } of [damage.read, damage.write]) expect(took).toBeLessThan(4_500);
});

test('a port that is closed, whatever the scheme and the address family: nothing is sent', async () => {
  const urls = ['http', 'https'].flatMap((scheme) => ['127.0.0.1', '[::1]'].map((host) => `${scheme}://${host}:1`));
  const asked = await Promise.all(urls.map((url) => askAt(url, 20_000)));
  for (const damage of asked) expectNothing({ ...damage, received: '' }, 'UPSTREAM_UNAVAILABLE');
});

test('a connection in clear that ends at once: a write may have happened, for its bytes may have been read', async () => {
  const { port } = await startUpstream((socket) => void socket.destroy());
  const { read, write } = await askAt(`http://localhost:${port}`, 20_000);
  expect(read.errors.map((error) => error.code)).toEqual(FIELDS.map(() => 'UPSTREAM_UNAVAILABLE'));
  expect(write.errors).toEqual([
    { path: 'createOAuthClient', code: 'UPSTREAM_UNAVAILABLE', outcome: expect.toBeOneOf(['UNKNOWN', undefined]) },
  ]);
});

test('a host whose name does not resolve', async () => {
  // Longer than a label may be, so that no server is asked.
  const damage = await askAt(`http://${'x'.repeat(64)}.invalid`, 20_000);
  expectNothing({ ...damage, received: '' }, 'UPSTREAM_UNAVAILABLE');
});

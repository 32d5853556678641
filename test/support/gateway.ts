import { pino } from 'pino';
import { readSettings } from '../../src/process/settings.ts';
import { ALICE_KEY, type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { startService } from '../../src/service.ts';

/** What a caller may say besides the document. */
export interface Ask {
  /** The bearer; null: none. Default: the demo key. */
  key?: string | null;
  headers?: Record<string, string>;
  /** What goes beside, or instead of, the document. */
  extensions?: object;
  /** Default: POST. */
  method?: 'GET' | 'POST';
}

/** An answer of the gateway. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what tests are about
  body: { data?: any; errors?: { message: string; path?: (string | number)[]; extensions: any }[]; extensions?: any };
}

/** A gateway that listens on a free port, in front of a sandbox or of another upstream. */
export interface TestGateway {
  readonly url: string;
  /** The sandbox behind it; its `calls` are what the gateway asked upstream. */
  readonly sandbox: Sandbox;
  /** Lines of the log so far, at the most talkative level. */
  readonly log: string[];
  ask(query: string | undefined, variables?: Record<string, unknown>, ask?: Ask): Promise<Answer>;
  close(): Promise<void>;
}

export interface TestGatewayOptions {
  sandbox?: SandboxOptions;
  /** Further environment variables. */
  env?: Record<string, string>;
}

/** Starts both. Close it in the end. */
export async function startGateway({ sandbox: options = {}, env = {} }: TestGatewayOptions = {}): Promise<TestGateway> {
  const sandbox = await startSandbox(options);
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) });
  const settings = readSettings({
    PORT: '0',
    TELNYX_API_URL: sandbox.url,
    TELNYX_WELL_KNOWN_URL: sandbox.origin,
    ...env,
  });
  const service = await startService(settings, logger);
  return {
    url: service.url,
    sandbox,
    log,
    async ask(query, variables, { key = ALICE_KEY, headers = {}, extensions, method = 'POST' } = {}) {
      const asked = { query, variables, extensions };
      const response = await fetch(method === 'GET' ? `${service.url}?${searchOf(asked)}` : service.url, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(key !== null && { authorization: `Bearer ${key}` }),
          ...headers,
        },
        ...(method === 'POST' && { body: JSON.stringify(asked) }),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
    },
    async close() {
      await service.stop();
      await sandbox.close();
    },
  };
}

/**
 * Reads a client and a grant, so that from now on a missing one costs one call: until an answer has proven how paths are
 * spelled, it costs a look at the list, too.
 *
 * @see docs/telnyx.md
 */
export async function provePaths({ sandbox, ask }: TestGateway): Promise<void> {
  const { clients, grants } = sandbox.account(ALICE_KEY);
  await ask(
    'query ($client: ID!, $grant: ID!) { oauthClient(clientId: $client) { id } oauthGrant(grantId: $grant) { id } }',
    { client: clients[0]!.client_id, grant: grants[0]!.id },
  );
}

/** A request as a URL says it: the document as it is, the rest as JSON. */
function searchOf(asked: Record<string, unknown>): URLSearchParams {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  return new URLSearchParams(
    given.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

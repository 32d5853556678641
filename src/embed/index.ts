import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Logger, pino } from 'pino';
import type { Dispatcher } from 'undici';
import { assemble } from '../assembly/assemble.ts';
import { finish } from '../http/drain.ts';
import type { Pages } from '../http/routes.ts';
import { createSurface } from '../http/server.ts';
import { readSettings } from '../process/settings.ts';
import type { Variables } from '../process/variables.ts';

export { SettingsError } from '../lib/settings-error.ts';

/** Settings that only a process of its own has. */
type OfProcess = 'HOST' | 'PORT' | 'ADMIN_PORT' | 'WORKERS' | 'STOP_DELAY_MS';

/** Settings by the names of their environment variables. @see docs/settings.md */
export type GatewaySettings = Readonly<
  Partial<Record<Exclude<keyof Variables, OfProcess>, string | number | boolean | undefined>>
>;

export interface EmbeddedGatewayOptions {
  /** An omitted setting has its default. Nothing is read from the environment. */
  readonly settings?: GatewaySettings;
  /** Default: JSON lines on standard output, of `LOG_LEVEL`. */
  readonly logger?: Logger;
  /** Carries the calls to Telnyx. The gateway does not close it. Default: one of the gateway's own, which it closes. */
  readonly dispatcher?: Dispatcher;
  /** Tried for every path that is not the gateway's own, before `next`. */
  readonly pages?: Pages;
}

/** A gateway inside of another program's server. */
export interface EmbeddedGateway {
  /**
   * Handles a request for a path of the gateway: the graph, GraphiQL's files, the reference, `/livez`, `/readyz`,
   * `/metrics`. Any other request goes to `next`, or gets a 404 without one. Set `BASE_PATH` if the listener is mounted
   * below a prefix. The body may have been read before, by a framework.
   */
  readonly listener: (req: IncomingMessage, res: ServerResponse, next?: (error?: unknown) => void) => void;
  /** The demo key of the sandbox; undefined on the real Telnyx. */
  readonly demoKey: string | undefined;
  /** Makes `/readyz` fail, lets requests in flight finish, and closes what the gateway opened. */
  close(): Promise<void>;
}

const NEXT = Symbol('next');

/** A request with what Express adds to it. */
type Mounted = IncomingMessage & { originalUrl?: string; [NEXT]?: (() => void) | undefined };

/**
 * Creates a gateway without a server of its own: another server hands it requests. Several in one process share
 * nothing. That server bounds connections and the time for headers; everything else is bounded as in a process of its
 * own.
 *
 * @throws {SettingsError} The settings are wrong; the message lists every mistake.
 */
export async function createGateway(options: EmbeddedGatewayOptions = {}): Promise<EmbeddedGateway> {
  const given = Object.entries({ SANDBOX_PORT: 0, ...options.settings }).filter(([, value]) => value !== undefined);
  const settings = readSettings(Object.fromEntries(given.map(([name, value]) => [name, String(value)])));
  const logger = options.logger ?? pino({ level: settings.logLevel });
  const { pages, dispatcher } = options;
  const extras = { ...(pages && { pages }), ...(dispatcher && { dispatcher }) };
  const parts = await assemble(settings, logger, extras, () => '');
  const surface = createSurface({ ...parts.surface, passOn, maxConnections: Number.POSITIVE_INFINITY });
  return {
    demoKey: parts.demoKey,
    listener(req: Mounted, res, next) {
      const url = req.url;
      // Express removes the prefix that the listener is mounted below.
      req.url = req.originalUrl ?? url;
      req[NEXT] =
        next &&
        (() => {
          req.url = url;
          next();
        });
      if (!surface.connections.of(req.socket)) surface.connections.accept(req.socket);
      surface.handle(req, res);
    },
    async close() {
      parts.leave();
      await finish(surface.inFlight);
      surface.close();
      await parts.close();
    },
  };
}

function passOn(req: Mounted): boolean {
  req[NEXT]?.();
  return req[NEXT] !== undefined;
}

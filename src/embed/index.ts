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

/** What only a process of its own decides. */
type OfProcess = 'HOST' | 'PORT' | 'ADMIN_PORT' | 'WORKERS' | 'STOP_DELAY_MS';

/** Settings by the names of their environment variables. @see docs/settings.md */
export type GatewaySettings = Readonly<
  Partial<Record<Exclude<keyof Variables, OfProcess>, string | number | boolean | undefined>>
>;

export interface EmbeddedGatewayOptions {
  /** What is left out has its default. Nothing is read from the environment. */
  readonly settings?: GatewaySettings;
  /** Default: JSON lines on standard output, of `LOG_LEVEL`. */
  readonly logger?: Logger;
  /** Carries the calls to Telnyx, and is not closed with the gateway. Default: one of its own. */
  readonly dispatcher?: Dispatcher;
  /** Asked for every path that is not the gateway's own, before `next` is. */
  readonly pages?: Pages;
}

/** A gateway inside of another program's server. */
export interface EmbeddedGateway {
  /**
   * Takes a request for a path of the gateway's: the graph, GraphiQL's files, the reference, `/livez`, `/readyz`,
   * `/metrics`. Any other goes to `next`, or is 404 without one. Below a prefix `BASE_PATH` names it; a framework may
   * have read the body.
   */
  readonly listener: (req: IncomingMessage, res: ServerResponse, next?: (error?: unknown) => void) => void;
  /** The key to try on the sandbox; undefined on the real Telnyx. */
  readonly demoKey: string | undefined;
  /** Is not ready any more, lets requests in flight finish, closes what it opened. */
  close(): Promise<void>;
}

const NEXT = Symbol('next');

/** A request with what Express adds to it. */
type Mounted = IncomingMessage & { originalUrl?: string; [NEXT]?: (() => void) | undefined };

/**
 * Makes a gateway that listens nowhere: requests are handed to it. Several in one process share nothing. The host's
 * server bounds connections and the time for headers; everything else is bounded as in a process of its own.
 *
 * @throws SettingsError with every mistake in the settings
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
      // Express takes the prefix away that it is mounted below.
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

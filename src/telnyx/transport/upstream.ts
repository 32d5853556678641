import type { Dispatcher } from 'undici';
import { Breaker } from './breaker.ts';
import type { Call } from './call.ts';
import { CredentialStates } from './credential-state.ts';
import { patienceOf } from './patience.ts';
import type { QuotaSharing } from './quota-sharing.ts';
import { ResourcePath } from './resource-path.ts';
import { RetryBudget } from './retry-budget.ts';
import { Subjects } from './voice.ts';

/** Where the REST API is. */
export interface UpstreamAddress {
  /** The API's base, such as `https://api.telnyx.com/v2`. */
  readonly apiUrl: URL;
  /** Base of `/.well-known/`: the host's root. */
  readonly rootUrl: URL;
  /** The issuer that the authorization server's metadata must name. @see RFC 8414 section 3.3 */
  readonly issuer: string;
  /** Spellings of the management paths, of which Telnyx publishes two: a path, or `auto`. @see ResourcePath */
  readonly clientsPath: string;
  readonly grantsPath: string;
}

/** A base URL. */
export interface Base {
  readonly origin: string;
  /** Path prefix: empty, or with a slash at its start and none at its end. */
  readonly path: string;
}

/** The state that all callers share: connections, and what was learnt. */
export interface Upstream
  extends UpstreamAddress,
    Pick<UpstreamOptions, 'documentMaxAge' | 'onAttempt' | 'onConnectionFault'> {
  /** `apiUrl` and `rootUrl`. */
  readonly bases: { readonly api: Base; readonly root: Base };
  readonly paths: { readonly clients: ResourcePath; readonly grants: ResourcePath };
  readonly dispatcher: Dispatcher;
  readonly credentialStates: CredentialStates;
  /** Callers who share the gateway's own credential. */
  readonly subjects: Subjects;
  /** An attempt that had less time than this, milliseconds, says nothing about Telnyx if it gets no response. */
  readonly patience: number;
  readonly retryBudget: RetryBudget;
  /** One circuit for each origin. */
  readonly breakers: { readonly api: Breaker; readonly root: Breaker };
}

/** Why an attempt failed without a response. Holds no secret. */
export interface ConnectionFault {
  /** A stable code, as `causeOf` finds it. */
  readonly cause: string;
  readonly origin: string;
}

/** Options of an upstream. */
export interface UpstreamOptions extends UpstreamAddress {
  /** Maximum time that discovery documents and keys are cached, milliseconds. */
  readonly documentMaxAge: number;
  /** Of one operation, milliseconds. */
  readonly operationTimeout: number;
  /**
   * Called for each attempt that was sent: its status, or why there was no response, and its duration, milliseconds.
   */
  readonly onAttempt?: (call: Call, outcome: number | string, duration: number) => void;
  /** How other processes take part in the quotas. Default: there are none. */
  readonly sharing?: QuotaSharing | undefined;
  /** Called for each attempt whose connection could not be made, or broke. */
  readonly onConnectionFault?: (fault: ConnectionFault) => void;
  /** Called for each path that was found under its other spelling. */
  readonly onPathFound?: (path: string) => void;
}

export function createUpstream(options: UpstreamOptions, dispatcher: Dispatcher): Upstream {
  const api = new Breaker();
  return {
    ...options,
    bases: { api: baseOf(options.apiUrl), root: baseOf(options.rootUrl) },
    paths: {
      clients: new ResourcePath('/oauth_clients', '/oauth/clients', options.clientsPath, options.onPathFound),
      grants: new ResourcePath('/oauth_grants', '/oauth/grants', options.grantsPath, options.onPathFound),
    },
    dispatcher,
    credentialStates: new CredentialStates(options.sharing),
    subjects: new Subjects(),
    patience: patienceOf(options.operationTimeout),
    retryBudget: new RetryBudget(),
    breakers: { api, root: options.rootUrl.origin === options.apiUrl.origin ? api : new Breaker() },
  };
}

function baseOf({ origin, pathname }: URL): Base {
  return { origin, path: pathname === '/' ? '' : pathname };
}

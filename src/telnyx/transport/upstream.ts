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
  /** Where `/.well-known/` stands: the host's root. */
  readonly rootUrl: URL;
  /** The issuer that the authorization server's metadata must name. @see RFC 8414 section 3.3 */
  readonly issuer: string;
  /** Spellings of the management paths, of which Telnyx publishes two: a path, or `auto`. @see ResourcePath */
  readonly clientsPath: string;
  readonly grantsPath: string;
}

/** A URL that paths are put behind. */
export interface Base {
  readonly origin: string;
  /** Empty, or begins with a slash and ends with none. */
  readonly path: string;
}

/** What all callers share: connections, and what was learnt. */
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
  /** An attempt that had less time than this, milliseconds, says nothing of Telnyx by not being answered. */
  readonly patience: number;
  readonly retryBudget: RetryBudget;
  /** One for each origin; the same where the two are one. */
  readonly breakers: { readonly api: Breaker; readonly root: Breaker };
}

/** Why an attempt came to nothing before Telnyx could answer. Holds no secret. */
export interface ConnectionFault {
  /** A stable code, as `causeOf` finds it. */
  readonly cause: string;
  readonly origin: string;
}

/** What is to be decided about an upstream. */
export interface UpstreamOptions extends UpstreamAddress {
  /** How long discovery documents and keys are kept at the most, milliseconds. */
  readonly documentMaxAge: number;
  /** Of one operation, milliseconds. */
  readonly operationTimeout: number;
  /**
   * Told of each attempt that was sent: its status, or why there was no response, and how long it took, milliseconds.
   */
  readonly onAttempt?: (call: Call, outcome: number | string, duration: number) => void;
  /** How other processes take part in the quotas. Default: there are none. */
  readonly sharing?: QuotaSharing | undefined;
  /** Told of each attempt whose connection could not be made, or broke. */
  readonly onConnectionFault?: (fault: ConnectionFault) => void;
  /** Told of each path that was found under its other spelling. */
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

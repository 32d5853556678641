import type { Dispatcher } from 'undici';
import type { AuthSettings } from '../auth/index.ts';
import type { GatewayOptions } from '../gateway.ts';
import type { ConcurrencyLimitOptions } from '../http/concurrency-limit.ts';
import type { Pages } from '../http/routes.ts';
import type { ServerOptions } from '../http/server.ts';
import type { SandboxOptions } from '../sandbox/index.ts';
import type { SharedSettings } from '../shared/index.ts';
import type { DispatcherOptions } from '../telnyx/transport/dispatcher.ts';
import type { UpstreamAddress, UpstreamOptions } from '../telnyx/transport/upstream.ts';

/** What the parts are told, and which of them there are. */
export interface ServiceOptions
  extends Pick<GatewayOptions, 'limits' | 'introspection' | 'plans' | 'compile' | 'findings'>,
    Pick<ServerOptions, 'corsOrigins' | 'hstsMaxAge' | 'bodyLimit' | 'bodyTimeout'>,
    Pick<UpstreamOptions, 'documentMaxAge'>,
    ConcurrencyLimitOptions,
    DispatcherOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Where `/metrics` is served, and the probes too; 0: any that is free. Undefined: on `port`. */
  readonly adminPort: number | undefined;
  /** What stands in front of the paths of the graph and its page, as an ingress forwards them. Empty: nothing. */
  readonly basePath: string;
  /** Deadline of one operation with all its upstream calls, milliseconds. */
  readonly operationTimeout: number;
  /** From the moment that a stop is asked for until the drain begins, milliseconds: time for balancers to notice. */
  readonly stopDelay: number;
  readonly graphiql: boolean;
  /** Manifests of trusted documents, and whether no others are executed. */
  readonly trustedDocuments: readonly string[];
  readonly trustedDocumentsOnly: boolean;
  /** Where spans go, by OTLP over HTTP; undefined: nowhere. */
  readonly otlpTracesUrl: string | undefined;
  readonly auth: AuthSettings;
  /** Undefined: nothing is shared with other replicas. */
  readonly shared: SharedSettings | undefined;
  /** Whether callers may name a managed account. */
  readonly managedAccounts: boolean;
  /** The embedded sandbox, where that stands in for Telnyx. */
  readonly sandbox: SandboxSettings | undefined;
  /** Undefined on the sandbox: it tells its address once it listens. */
  readonly upstream: UpstreamAddress | undefined;
}

/** What the embedded sandbox is told: where it listens, and under which paths it has clients and grants. */
export type SandboxSettings = Readonly<Required<Pick<SandboxOptions, 'port' | 'spelling'>>>;

/** What a program may add to the gateway that it starts. */
export interface Extras {
  /** Processes on this machine that share its traffic, this one included. Default: it is alone. */
  readonly processes?: () => number;
  /** Carries the calls to Telnyx, and is not closed with the gateway. Default: one of its own. */
  readonly dispatcher?: Dispatcher;
  /** Served beside the gateway, on its origin. */
  readonly pages?: Pages;
  /** Path on this origin where the embedded sandbox sends people to decide. Default: a page of the sandbox. */
  readonly consentPath?: string;
  /** Of what the embedded sandbox gives out. */
  readonly lifetimes?: SandboxOptions['lifetimes'];
  /** Of the embedded sandbox. Default: plenty. */
  readonly quota?: SandboxOptions['quota'];
}

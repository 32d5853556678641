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

/** Options of a gateway, by the settings. */
export interface ServiceOptions
  extends Pick<GatewayOptions, 'limits' | 'introspection' | 'plans' | 'compile' | 'findings'>,
    Pick<ServerOptions, 'corsOrigins' | 'hstsMaxAge' | 'bodyLimit' | 'bodyTimeout'>,
    Pick<UpstreamOptions, 'documentMaxAge'>,
    ConcurrencyLimitOptions,
    DispatcherOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Port of `/metrics`, and of the probes as well; 0: any free port. Undefined: on `port`. */
  readonly adminPort: number | undefined;
  /** Prefix of the paths of the graph and its page, as an ingress forwards them. Empty: none. */
  readonly basePath: string;
  /** Deadline of one operation with all its upstream calls, milliseconds. */
  readonly operationTimeout: number;
  /** Time between a signal to stop and the drain, milliseconds, in which load balancers notice. */
  readonly stopDelay: number;
  readonly graphiql: boolean;
  /** Manifests of trusted documents, and whether no others are executed. */
  readonly trustedDocuments: readonly string[];
  readonly trustedDocumentsOnly: boolean;
  /** Where spans go, by OTLP over HTTP; undefined: nowhere. */
  readonly otlpTracesUrl: string | undefined;
  /** The first signs the lines of the audit log; the others are from before. Undefined: they are not signed. */
  readonly auditKeys: readonly string[] | undefined;
  /** Where audit lines also go, by OTLP over HTTP; undefined: nowhere else. */
  readonly otlpLogsUrl: string | undefined;
  readonly auth: AuthSettings;
  /** Undefined: nothing is shared with other replicas. */
  readonly shared: SharedSettings | undefined;
  /** Whether callers may name a managed account. */
  readonly managedAccounts: boolean;
  /** The embedded sandbox, where it takes the place of Telnyx. */
  readonly sandbox: SandboxSettings | undefined;
  /** Undefined on the sandbox, whose address is known once it listens. */
  readonly upstream: UpstreamAddress | undefined;
}

/** Options of the embedded sandbox: where it listens, and under which paths it has clients and grants. */
export type SandboxSettings = Readonly<Required<Pick<SandboxOptions, 'port' | 'spelling'>>>;

/** Options that only a program around the gateway has. */
export interface Extras {
  /** Processes on this machine that share its traffic, this one included. Default: 1. */
  readonly processes?: () => number;
  /** Carries the calls to Telnyx. The gateway does not close it. Default: one of the gateway's own. */
  readonly dispatcher?: Dispatcher;
  /** Further pages on the gateway's origin. */
  readonly pages?: Pages;
  /** Path on this origin of the consent page that the embedded sandbox redirects to. Default: its own page. */
  readonly consentPath?: string;
  /** Of what the embedded sandbox gives out. */
  readonly lifetimes?: SandboxOptions['lifetimes'];
  /** Of the embedded sandbox. Default: plenty. */
  readonly quota?: SandboxOptions['quota'];
}

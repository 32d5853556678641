/** Where Redis is, and the user that the gateway logs in as. */
export interface RedisAddress {
  /** One host, or the sentinels that know the master's. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** The master's name at the sentinels; undefined: there are no sentinels. */
  readonly sentinelGroup: string | undefined;
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** The number of the database. */
  readonly database: number;
}

const PORT = 6379;
const SENTINEL_PORT = 26_379;
/** `redis://user:password@host:port/database`, `redis+sentinel://user:password@host:port,.../group/database`. */
const URL_PATTERN = /^redis(s?)(\+sentinel)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/@?#]+)((?:\/[^/?#]*){0,2})$/;
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i;
const DATABASE = /^\d{1,4}$/;

/** Parses a URL of Redis; undefined: it is malformed. */
export function parseRedisUrl(text: string): RedisAddress | undefined {
  const [whole, s, sentinel, user, secret, list = '', path = ''] = URL_PATTERN.exec(text) ?? [];
  const hosts = list.split(',').map((each) => hostOf(each, sentinel ? SENTINEL_PORT : PORT));
  const parts = path.split('/').slice(1);
  const sentinelGroup = sentinel ? parts.shift() : undefined;
  const [database = '', ...more] = parts;
  const isWhole = whole !== undefined && more.length === 0 && (database === '' || DATABASE.test(database));
  if (!isWhole || hosts.includes(undefined) || (sentinel ? !sentinelGroup : hosts.length > 1)) return undefined;
  try {
    return {
      hosts: hosts as RedisAddress['hosts'],
      sentinelGroup: sentinelGroup && decodeURIComponent(sentinelGroup),
      tls: s === 's',
      username: user ? decodeURIComponent(user) : undefined,
      password: secret ? decodeURIComponent(secret) : undefined,
      database: Number(database),
    };
  } catch {
    return undefined; // malformed percent-encoding
  }
}

function hostOf(text: string, defaultPort: number) {
  const [whole, host = '', port] = HOST.exec(text) ?? [];
  if (whole === undefined || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? defaultPort : Number(port) };
}

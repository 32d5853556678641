import { type Problem, type Rule, type Subject, section, textsOf } from './rule.ts';

/** What is wrong with a redirect URI. */
interface Wrong extends Pick<Problem, 'message' | 'breaks'> {
  /** The URI to put in its place. Undefined: only a person can tell. */
  readonly mended?: string | undefined;
}

/** A rule for each redirect URI by itself. One that is registered twice is looked at once. */
function eachUri(find: (uri: string, parts: URL) => Wrong | undefined): Rule['find'] {
  return ({ redirect_uris }: Subject) => {
    const uris = textsOf(redirect_uris);
    return [...new Set(uris)].flatMap((uri): Problem[] => {
      const parts = URL.parse(uri);
      const wrong = parts && find(uri, parts);
      if (!wrong) return [];
      const { mended, ...problem } = wrong;
      const fixed = uris.map((each) => (each === uri ? mended : each)) as string[];
      const fix = mended === undefined ? undefined : { redirect_uris: [...new Set(fixed)] };
      return [{ ...problem, path: ['redirect_uris', redirect_uris!.indexOf(uri)], item: uri, fix }];
    });
  };
}

/** Schemes that no app can claim for itself. */
const NOT_PRIVATE = ['http:', 'https:', 'urn:'];

const isWeb = ({ protocol }: URL) => protocol === 'http:' || protocol === 'https:';
const isLoopbackIp = ({ hostname }: URL) => hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
const isLocalhost = ({ hostname }: URL) => /^(?:.+\.)?localhost\.?$/.test(hostname);

/** Another port serves https: only a person knows which. */
const NAMES_PORT = /^http:\/\/[^/?#]*:\d*(?:[/?#]|$)/i;

export const REDIRECT_URI_RULES = {
  REDIRECT_URI_HTTP: {
    severity: 'HIGH',
    reference: section(9700, '2.6'),
    meaning: 'A redirect URI has the scheme http, and is no loopback interface.',
    find: eachUri((uri, parts) =>
      parts.protocol === 'http:' && !isLoopbackIp(parts) && !isLocalhost(parts)
        ? {
            message: 'The redirect URI sends authorization codes over connections that are not encrypted.',
            mended: NAMES_PORT.test(uri) ? undefined : `https${uri.slice('http'.length)}`,
            breaks: 'Sign-ins fail for all users until the app is served by https and sends the new redirect URI.',
          }
        : undefined,
    ),
  },
  REDIRECT_URI_WILDCARD: {
    severity: 'HIGH',
    reference: section(9700, '2.1'),
    meaning: 'A redirect URI holds an asterisk, as if URIs were matched by pattern.',
    find: eachUri((uri) =>
      uri.includes('*')
        ? {
            message:
              'The redirect URI holds an asterisk: as a pattern it lets codes go astray, and otherwise to nobody.',
          }
        : undefined,
    ),
  },
  REDIRECT_URI_FRAGMENT: {
    severity: 'MEDIUM',
    reference: section(6749, '3.1.2'),
    meaning: 'A redirect URI has a fragment.',
    find: eachUri((uri) =>
      uri.includes('#')
        ? {
            message: 'The redirect URI has a fragment, which no redirection endpoint may have.',
            mended: uri.slice(0, uri.indexOf('#')),
            breaks: 'Authorization requests that send the redirect URI with its fragment are refused: for all users.',
          }
        : undefined,
    ),
  },
  REDIRECT_URI_LOCALHOST: {
    severity: 'LOW',
    reference: section(8252, '8.3'),
    meaning: 'A redirect URI names localhost instead of a loopback IP address.',
    find: eachUri((uri, parts) =>
      isWeb(parts) && isLocalhost(parts)
        ? {
            message: 'The redirect URI names localhost, which may resolve to more than the loopback interface.',
            // A certificate for the name is none for the address.
            mended: /^http:\/\/localhost(?![^:/?#])/i.test(uri)
              ? `http://127.0.0.1${uri.slice('http://localhost'.length)}`
              : undefined,
            breaks: 'Sign-ins fail for users of the app until it listens on 127.0.0.1 and sends the new redirect URI.',
          }
        : undefined,
    ),
  },
  REDIRECT_URI_SCHEME_WITHOUT_PERIOD: {
    severity: 'MEDIUM',
    reference: section(8252, '8.4'),
    meaning: 'A redirect URI has a private-use scheme that is no reversed domain name.',
    find: eachUri((_uri, { protocol }) =>
      NOT_PRIVATE.includes(protocol) || protocol.includes('.')
        ? undefined
        : { message: 'The scheme of the redirect URI has no period, so any other app may claim it and get the codes.' },
    ),
  },
} as const satisfies Readonly<Record<string, Rule>>;

import { itemsOf, type Rule, section, textsOf } from './rule.ts';

/** A rule that checks each redirect URI by itself. */
function eachUri(message: string, isWrong: (uri: string) => boolean): Rule['find'] {
  return itemsOf('redirect_uris', isWrong, () => message);
}

/** Replaces the URI that was found. Undefined: only a person can tell by which one. */
function replacing(mend: (uri: string) => string | undefined): NonNullable<Rule['fix']> {
  return ({ redirect_uris }, { item }) => {
    const mended = mend(item!);
    const texts = textsOf(redirect_uris);
    // The change would lose an entry that does not fit.
    if (mended === undefined || texts.length < redirect_uris!.length) return undefined;
    const uris = texts.map((uri) => (uri === item ? mended : uri));
    return { redirect_uris: [...new Set(uris)] };
  };
}

/** The host of an http or https URI; undefined for any other text. */
function webHostOf(uri: string): string | undefined {
  return /^https?:/i.test(uri) ? URL.parse(uri)?.hostname : undefined;
}

const isLoopbackIp = (host: string) => host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
const isLocalhost = (host: string) => /^(?:.+\.)?localhost\.?$/.test(host);

/** Another port serves https: only a person knows which. */
const NAMES_PORT = /^http:\/\/[^/?#]*:\d*(?:[/?#]|$)/i;
/** A certificate for the name does not cover the address, so only a person can tell for https. */
const LOCALHOST = /^http:\/\/localhost(?=[:/?#]|$)/i;
/** Matches schemes for private use: all but http, https and urn. */
const PRIVATE_USE = /^(?!(?:https?|urn):)([a-z][a-z0-9+.-]*):/i;

export const REDIRECT_URI_RULES = {
  REDIRECT_URI_HTTP: {
    severity: 'HIGH',
    reference: section(9700, '2.6'),
    meaning: 'A redirect URI has the scheme http, and is no loopback interface.',
    find: eachUri('The redirect URI sends authorization codes over connections that are not encrypted.', (uri) => {
      const host = /^http:/i.test(uri) ? webHostOf(uri) : undefined;
      return host !== undefined && !isLoopbackIp(host) && !isLocalhost(host);
    }),
    fix: replacing((uri) => (NAMES_PORT.test(uri) ? undefined : `https${uri.slice('http'.length)}`)),
    breaks: 'Sign-ins fail for all users until the app is served by https and sends the new redirect URI.',
  },
  REDIRECT_URI_WILDCARD: {
    severity: 'HIGH',
    reference: section(9700, '2.1'),
    meaning: 'A redirect URI holds an asterisk, as if URIs were matched by pattern.',
    find: eachUri(
      'The redirect URI holds an asterisk: as a pattern it lets codes go astray, and otherwise to nobody.',
      (uri) => uri.includes('*'),
    ),
  },
  REDIRECT_URI_FRAGMENT: {
    severity: 'MEDIUM',
    reference: section(6749, '3.1.2'),
    meaning: 'A redirect URI has a fragment.',
    find: eachUri('The redirect URI has a fragment, which no redirection endpoint may have.', (uri) =>
      uri.includes('#'),
    ),
    fix: replacing((uri) => uri.slice(0, uri.indexOf('#'))),
    breaks: 'Authorization requests that send the redirect URI with its fragment are refused: for all users.',
  },
  REDIRECT_URI_LOCALHOST: {
    severity: 'LOW',
    reference: section(8252, '8.3'),
    meaning: 'A redirect URI names localhost instead of a loopback IP address.',
    find: eachUri(
      'The redirect URI names localhost, which may resolve to more than the loopback interface.',
      (uri) => /localhost/i.test(uri) && isLocalhost(webHostOf(uri) ?? ''),
    ),
    fix: replacing((uri) => (LOCALHOST.test(uri) ? uri.replace(LOCALHOST, 'http://127.0.0.1') : undefined)),
    breaks: 'Sign-ins fail for users of the app until it listens on 127.0.0.1 and sends the new redirect URI.',
  },
  REDIRECT_URI_SCHEME_WITHOUT_PERIOD: {
    severity: 'MEDIUM',
    reference: section(8252, '8.4'),
    meaning: 'A redirect URI has a private-use scheme that is no reversed domain name.',
    find: eachUri(
      'The scheme of the redirect URI has no period, so any other app may claim it and get the codes.',
      (uri) => PRIVATE_USE.exec(uri)?.[1]?.includes('.') === false,
    ),
  },
} as const satisfies Readonly<Record<string, Rule>>;

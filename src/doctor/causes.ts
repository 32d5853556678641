import type { CheckId } from './checks.ts';

/** Which check a missing response fails, and what to do about it. */
interface Diagnosis {
  readonly id: Extract<CheckId, 'dns' | 'proxy' | 'tls' | 'connection'>;
  readonly advice: string;
}

const CA = 'set NODE_EXTRA_CA_CERTS to the file of the authority that signs here, such as your company’s proxy';

const DIAGNOSES: [cause: RegExp, diagnosis: Diagnosis][] = [
  [
    /^(ENOTFOUND|EAI_\w+)$/,
    { id: 'dns', advice: 'check the host in TELNYX_API_URL, this machine’s resolver, or set HTTPS_PROXY' },
  ],
  [/^PROXY_407$/, { id: 'proxy', advice: 'put the proxy’s user and password into HTTPS_PROXY' }],
  [/^PROXY_/, { id: 'proxy', advice: 'allow the host at the proxy, or set NO_PROXY to reach it directly' }],
  [/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, { id: 'tls', advice: 'check this machine’s clock; else the server’s' }],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID)$/,
    { id: 'tls', advice: 'the certificate is another host’s: check TELNYX_API_URL and HTTPS_PROXY' },
  ],
  [/SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_|ISSUER/, { id: 'tls', advice: CA }],
  [
    /^(EPROTO|ERR_SSL_\w+|ERR_TLS_\w+)$/,
    { id: 'tls', advice: 'the server does not speak TLS there: check scheme and port of TELNYX_API_URL' },
  ],
];

const OTHER: Diagnosis = {
  id: 'connection',
  advice: 'allow outgoing connections to the host of TELNYX_API_URL, or set HTTPS_PROXY where they must use a proxy',
};

/** Finds out why there was no response. @param cause as `causeOf` names it */
export function diagnose(cause: string): Diagnosis {
  return DIAGNOSES.find(([pattern]) => pattern.test(cause))?.[1] ?? OTHER;
}

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate and its private key, both as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** The host that it is for; undefined: it is an authority's. */
  readonly host?: string;
  /** Who signs it. Undefined: itself. */
  readonly by?: Certificate;
  /** Milliseconds since 1970. Default: in an hour. */
  readonly expires?: number;
}

/** Makes a certificate on a key of its own. @see RFC 5280 section 4.1 */
export function createCertificate({ host, by, expires = Date.now() + HOUR }: CertificateOptions): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const extension = host === undefined ? isAuthority() : isFor(host);
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    nameOf(by || host === undefined ? 'authority' : host),
    sequence(time(expires - 2 * HOUR), time(expires)),
    nameOf(host ?? 'authority'),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(extension)),
  );
  const signature = sign('sha256', body, by?.key ?? privateKey);
  const der = sequence(body, ECDSA_WITH_SHA256, tagged(0x03, Buffer.from([0]), signature));
  return { cert: pem('CERTIFICATE', der), key };
}

const HOUR = 60 * 60_000;

/** DER (ITU-T X.690): a tag, a length, and what is in it. */
function tagged(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const short = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...short]), content]);
}

const sequence = (...parts: Uint8Array[]) => tagged(0x30, ...parts);
const integer = (bytes: Uint8Array) => tagged(0x02, bytes);
const octets = (...parts: Uint8Array[]) => tagged(0x04, ...parts);
const id = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'));
const time = (ms: number) => tagged(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')}`));

/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = sequence(id('2a8648ce3d040302'));

/** A common name, 2.5.4.3. */
const nameOf = (text: string) => sequence(tagged(0x31, sequence(id('550403'), tagged(0x0c, Buffer.from(text)))));
/** A DNS name that the certificate is for, 2.5.29.17. */
const isFor = (host: string) => sequence(id('551d11'), octets(sequence(tagged(0x82, Buffer.from(host)))));
/** Basic constraints with `cA`, 2.5.29.19; critical. */
const isAuthority = () => {
  const yes = tagged(0x01, Buffer.from([0xff]));
  return sequence(id('551d13'), yes, octets(sequence(yes)));
};

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

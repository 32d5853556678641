import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** What a line says. `rekeyed`: the key has changed, and the chain begins anew with this line. */
export type Kind = 'opened' | 'mutation' | 'rekeyed' | 'closed';

/** A key, and the id by which lines name it, which tells nothing of it. */
export interface AuditKey {
  readonly secret: KeyObject;
  readonly id: string;
}

/** What a line is made of. */
export interface AuditEvent {
  readonly kind: Kind;
  /** UUID of the process. */
  readonly process: string;
  /** From 1 in each process. */
  readonly sequence: number;
  /** HMAC of the line before; undefined: this is the first of its process. */
  readonly previous: string | undefined;
  readonly data: object;
}

/** A line as it was read. Nothing of it is proven. */
export interface ReadLine extends Omit<AuditEvent, 'data'> {
  readonly keyId: string;
  readonly mac: string;
  /** The text that the HMAC is of. */
  readonly signed: string;
}

const TYPE = 'telnyx-oauth-graphql.audit.';
const SEQUENCE_DIGITS = 10;
const KEY_ID_DIGITS = 16;

/** How each line begins. No other line of the gateway does, whatever callers send. */
export const BEGINNING = `{"specversion":"1.0","type":"${TYPE}`;

const ORIGIN = String.raw`"source":"urn:uuid:([\da-f-]{36})","id":"(\d{10})"`;
const LINE = new RegExp(
  [
    String.raw`^(\{"specversion":"1\.0","type":"telnyx-oauth-graphql\.audit\.(opened|mutation|rekeyed|closed)",`,
    String.raw`${ORIGIN},"sequence":"\4","time":"[^"]+","keyid":"([\da-f]{16})"(?:,"previous":"([\da-f]{64})")?,`,
    String.raw`"datacontenttype":"application/json","data":\{.*\}),"hmac":"([\da-f]{64})"\}$`,
  ].join(''),
);
const CLAIM = new RegExp(ORIGIN);

/** The key that a setting holds. */
export function auditKey(text: string): AuditKey {
  const secret = createSecretKey(text, 'utf8');
  return { secret, id: macOf(secret, 'the id of an audit key', 'utf8').slice(0, KEY_ID_DIGITS) };
}

/**
 * Writes a line, without its end: a CloudEvent whose last member is the HMAC-SHA256 of all text before it. What is
 * signed is the exact text and no canonical form of it (RFC 8785): so there is one reading of what was signed, without
 * a parser that others could read differently, and a shell can verify a line.
 *
 * @see CloudEvents 1.0, JSON event format, and its extension `sequence`
 */
export function writeLine(key: AuditKey, event: AuditEvent): { line: string; mac: string } {
  const sequence = String(event.sequence).padStart(SEQUENCE_DIGITS, '0');
  const previous = event.previous === undefined ? '' : `"previous":"${event.previous}",`;
  const signed =
    `${BEGINNING}${event.kind}","source":"urn:uuid:${event.process}","id":"${sequence}","sequence":"${sequence}",` +
    `"time":"${new Date().toISOString()}","keyid":"${key.id}",${previous}` +
    `"datacontenttype":"application/json","data":${JSON.stringify(event.data)}`;
  const mac = macOf(key.secret, signed, 'utf8');
  return { line: `${signed},"hmac":"${mac}"}`, mac };
}

/**
 * Reads a line.
 *
 * @param text each character a byte (`latin1`): a byte that is no UTF-8 must not read as another
 * @returns undefined if the gateway does not write lines like this
 */
export function readLine(text: string): ReadLine | undefined {
  const [, signed, kind, process, sequence, keyId, previous, mac] = LINE.exec(text) ?? [];
  if (signed === undefined) return undefined;
  return {
    kind: kind as Kind,
    process: process!,
    sequence: Number(sequence),
    keyId: keyId!,
    previous,
    mac: mac!,
    signed,
  };
}

/** Which line this claims to be. */
export function claimOf(text: string): { process: string; sequence: number } | undefined {
  const [, process, sequence] = CLAIM.exec(text) ?? [];
  return process === undefined ? undefined : { process, sequence: Number(sequence) };
}

/** Whether the key signed the line, which was read by {@link readLine}. */
export function isSignedBy(key: AuditKey, { signed, mac }: ReadLine): boolean {
  return macOf(key.secret, signed, 'latin1') === mac;
}

function macOf(secret: KeyObject, text: string, encoding: 'utf8' | 'latin1'): string {
  return createHmac('sha256', secret).update(text, encoding).digest('hex');
}

import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { FINDING_CODES, type FindingCode } from '../findings/rules.ts';
import { parseRedisUrl } from '../shared/address.ts';

export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** The maximum of Node's timers, milliseconds. It bounds counts and sizes too. */
const LARGEST = 2 ** 31 - 1;

/** A whole number in decimal digits. JavaScript's other notations of numbers are refused. */
export function whole(min: number, max: number = LARGEST) {
  return z
    .string()
    .refine((text) => /^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error: `must be a whole number from ${min} to ${max}`,
    })
    .transform(Number)
    .meta({ type: 'integer', minimum: min, maximum: max }); // for JSON Schema
}

export const positive = whole(1);
/** A number, or `auto`: one per core. */
export const workers = z
  .union([z.literal('auto'), whole(1, 256)], { error: 'must be auto, or 1 to 256' })
  .transform((value) => (value === 'auto' ? availableParallelism() : value));
/** 0: any free port. */
export const port = whole(0, 65_535);

export const host = z.string().regex(/^[\w.:%-]+$/, { error: 'must be an IP address or a host name' });

/** A path, or `auto`: the gateway detects which one the API has. */
export const pathOrAuto = z
  .string()
  .regex(/^auto$|^(\/[\w.-]+)+$/, { error: 'must be auto, or a path such as /oauth_clients' });

/** The prefix of paths; `/` means none. A trailing slash is removed. */
export const basePath = z
  .string()
  .regex(/^(\/(?!\.{1,2}(\/|$))[\w.-]+)*\/?$/, { error: 'must be a path such as /oauth' })
  .transform((path) => path.replace(/\/$/, ''));

export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** The URL of the keys that verify callers' tokens: keys changed in transit would let anyone pose as a caller. */
export const jwksUrl = httpUrl
  .transform((url) => new URL(url))
  .refine(({ protocol, hostname }) => protocol === 'https:' || isLoopback(hostname.replace(/^\[|\]$/g, '')), {
    error: 'must be https, or on a loopback address',
  });

/** @see RedisAddress */
export const redisUrl = z
  .string()
  .refine((url) => parseRedisUrl(url) !== undefined, {
    error:
      'must be redis[s]://[user:password@]host[:port][/db] or redis[s]+sentinel://[...@]host[:port],.../group[/db]',
  })
  .transform((url) => parseRedisUrl(url)!);

/** The prefix of the names of keys. */
export const keyPrefix = z
  .string()
  .regex(/^[\w:.{}-]{1,64}$/, { error: 'must be up to 64 of A-Z a-z 0-9 _ : . { } -' });

/** The value of a header. */
export const credential = z.string().regex(/^[\x21-\x7e]+$/, { error: 'must be visible ASCII, without spaces' });

/** A secret of several values, one per line. */
function secretLines(rule: z.ZodType<string, string>, max: number, error: string) {
  return z
    .string()
    .transform((text) =>
      text
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    )
    .pipe(z.array(rule).max(max, { error }));
}

/** A secret that callers send: one value, or during a rotation two, one per line. */
export function rotating(rule: z.ZodType<string, string>) {
  return secretLines(rule, 2, 'must be one value, or during a rotation two, one per line');
}

/** The key that signs audit lines, and those of before, so that old lines can be verified. */
export const auditKeys = secretLines(
  z.string().min(32, { error: 'must have at least 32 characters' }),
  100,
  'must be one key, and at most 99 from before, one per line',
);

const BASE_URL = 'an http or https URL without credentials, query or fragment';

/** A URL to which paths are appended. */
export const baseUrl = z
  .string()
  .refine(isBaseUrl, { error: `must be ${BASE_URL}` })
  .transform((value) => new URL(value.replace(/\/+$/, '')));

export const apiUrl = z.union([z.literal('sandbox'), baseUrl], { error: `must be "sandbox" or ${BASE_URL}` });
export type Api = z.output<typeof apiUrl>;

/** @see Fetch standard, section 3.2 (`Origin` header) */
export const origins = list(isOrigin, 'must be origins such as https://app.example, separated by commas');

/** Asymmetric JWS algorithms: the key of a symmetric one could also sign. @see RFC 7518 section 3.1 */
export const algorithms = list(
  (name) => /^(RS|PS|ES)(256|384|512)$|^EdDSA$/.test(name),
  'must be asymmetric JWS algorithms, separated by commas',
);

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Rules for clients. */
export const findingCodes = list(
  (code) => FINDING_CODES.includes(code as FindingCode),
  'must be codes of findings (docs/findings.md), separated by commas',
).transform((codes) => codes as FindingCode[]);

export const files = list((path) => path !== '', 'must be paths of files, separated by commas');

function list(isItem: (item: string) => boolean, error: string) {
  return z
    .string()
    .transform((items) => items.split(',').map((item) => item.trim()))
    .refine((items) => items.every(isItem), { error });
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === '';
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AuditChain } from '../../../src/audit/chain.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { useInTest } from '../../support/lifetime.ts';
import { formsOf } from '../security/canaries.ts';
import { bytesOf, isAudit, mutate, parse, recorded, startAudited } from './recorded.ts';
import { type Verified, verify } from './verify.ts';

const KEY = 'an-audit-key-of-which-no-output-has-any-trace';
const MUTATIONS = 7;

let log: Promise<readonly string[]> | undefined;

/** The logs of two processes, as one stream has them: a line of this, a line of that. */
function logOfTwo(): Promise<readonly string[]> {
  log ??= (async () => {
    const sandbox = await useInTest(startSandbox());
    const one = await recorded(sandbox, { AUDIT_KEY: KEY }, MUTATIONS);
    const two = await recorded(sandbox, { AUDIT_KEY: KEY, LOG_LEVEL: 'error', NODE_ENV: '' }, MUTATIONS);
    return one.flatMap((line, at) => [line, ...two.slice(at, at + 1)]);
  })();
  return log;
}

/** Runs the command, and sees that it does not give the key away. */
function verified(lines: readonly string[], key = KEY): Verified {
  const result = verify(lines.join('\n'), { AUDIT_KEY: key });
  for (const form of formsOf(KEY)) expect(result.output).not.toContain(form);
  return result;
}

describe('what a gateway process writes', { timeout: 120_000 }, () => {
  test('is whole: from the start of each process to its end', async () => {
    const lines = await logOfTwo();
    const { code, output, found } = verified(lines);
    expect({ code, found }).toEqual({ code: 0, found: [] });
    expect(output).toMatch(/^Audit lines: 18, of processes: 2; other lines: \d+; all as they were written\.\n$/);
    for (const form of formsOf(KEY)) expect(lines.join('\n')).not.toContain(form);
  });

  test('are CloudEvents, one after another, that hold what the line has without a key', async () => {
    const lines = (await logOfTwo()).filter(isAudit).map(parse);
    const [first] = lines;
    const chain = lines.filter(({ process }) => process === first!.process);
    expect(chain.map(({ sequence }) => sequence)).toEqual(chain.map((_, at) => at + 1));
    expect(chain.map(({ type }) => type)).toEqual(['opened', ...Array(MUTATIONS).fill('mutation'), 'closed']);
    for (const [at, { event, sequence }] of chain.entries()) {
      expect(event).toMatchObject({
        specversion: '1.0',
        type: expect.stringMatching(/^telnyx-oauth-graphql\.audit\.[a-z]+$/),
        source: expect.stringMatching(/^urn:uuid:[\da-f-]{36}$/),
        id: String(sequence).padStart(10, '0'),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        datacontenttype: 'application/json',
        data: expect.any(Object),
      });
      // CloudEvents 1.0, section 3.1: names of attributes.
      for (const name of Object.keys(event)) expect(name).toMatch(/^[a-z\d]{1,20}$/);
      expect(event.previous).toBe(chain[at - 1]?.event.hmac);
    }
    const { pid, hostname, version } = first!.event.data;
    expect([pid, hostname, version]).toEqual([expect.any(Number), expect.any(String), expect.any(String)]);
    expect(chain[2]!.event.data).toEqual({
      mutation: 'deleteOAuthClient',
      who: expect.stringMatching(/^key [\da-f]{12}$/),
      ids: ['nobody-1-ü😀'],
      outcome: 'NOT_FOUND',
      requestId: expect.any(String),
      traceId: expect.any(String),
      telnyxRequestId: expect.any(String),
    });
  });

  test('can be verified without the gateway: an HMAC of the text before the last member', async () => {
    for (const line of (await logOfTwo()).filter(isAudit)) {
      const [, text, mac] = /^(.*),"hmac":"([\da-f]{64})"\}$/.exec(line)!;
      expect(createHmac('sha256', KEY).update(text!, 'latin1').digest('hex')).toBe(mac);
    }
  });

  test('without AUDIT_KEY has the lines of before, byte for byte', async () => {
    const lines = await recorded(await useInTest(startSandbox()), {}, 2);
    const audit = lines.filter((line) => line.includes('"mutation"'));
    const head = String.raw`^\{"level":30,"time":\d{13},"pid":\d+,"hostname":"[^"]+",`;
    const ids = String.raw`"requestId":"[\w-]+","traceId":"[\w-]+","telnyxRequestId":"[\w-]+"`;
    const [create, remove] = audit.filter((line) => line.includes('"audit"'));
    expect(create).toMatch(
      new RegExp(
        String.raw`${head}"audit":\{"mutation":"createOAuthClient","who":"key [\da-f]{12}","ids":\["[^"]+"\],` +
          String.raw`"outcome":"OK",${ids}\},"msg":"mutation"\}$`,
      ),
    );
    expect(Buffer.from(remove!, 'latin1').toString()).toMatch(
      new RegExp(
        String.raw`${head}"audit":\{"mutation":"deleteOAuthClient","who":"key [\da-f]{12}",` +
          String.raw`"ids":\["nobody-1-ü😀"\],"outcome":"NOT_FOUND",${ids}\},"msg":"mutation"\}$`,
      ),
    );
    expect(lines.filter(isAudit)).toEqual([]);
  });
});

interface Tampered {
  readonly lines: readonly string[];
  /** The line that must be named. */
  readonly process: string;
  readonly sequence: number;
  /** How the command may end. */
  readonly codes: readonly number[];
}

const [WRONG, NO_END] = [1, 3];
const pick = <T>(items: readonly T[], n: number): T => items[n % items.length]!;
const placesOf = (lines: readonly string[], process?: string): number[] =>
  lines.flatMap((line, at) =>
    isAudit(line) && (process === undefined || parse(line).process === process) ? [at] : [],
  );
/** The places of one of the processes. */
const chainIn = (lines: readonly string[], n: number): number[] =>
  placesOf(lines, parse(lines[pick(placesOf(lines), n)]!).process);
const codesFor = ({ type }: { type: string }) => (type === 'closed' ? [WRONG, NO_END] : [WRONG]);

/** Each kind of tampering, by three numbers. */
const TAMPERINGS: Record<string, (lines: readonly string[], a: number, b: number, c: number) => Tampered> = {
  'a changed byte': (lines, a, b, c) => {
    const at = pick(placesOf(lines), a);
    const line = lines[at]!;
    const where = b % line.length;
    const byte = String.fromCharCode((line.charCodeAt(where) + 1 + (c % 255)) % 256);
    const changed = line.slice(0, where) + byte + line.slice(where + 1);
    return { lines: lines.with(at, changed), ...parse(line), codes: codesFor(parse(line)) };
  },
  'a line that is left out': (lines, a) => {
    const at = pick(placesOf(lines), a);
    return { lines: lines.toSpliced(at, 1), ...parse(lines[at]!), codes: codesFor(parse(lines[at]!)) };
  },
  'two lines that change places': (lines, a, b, c) => {
    const places = chainIn(lines, a);
    const one = pick(places, b);
    const others = places.filter((place) => place !== one);
    const two = pick(others, c);
    const swapped = lines.with(one, lines[two]!).with(two, lines[one]!);
    return { lines: swapped, ...parse(lines[Math.min(one, two)]!), codes: [WRONG] };
  },
  'a line that comes twice': (lines, a, b) => {
    const at = pick(placesOf(lines), a);
    const again = at + 1 + (b % (lines.length - at));
    return { lines: lines.toSpliced(again, 0, lines[at]!), ...parse(lines[at]!), codes: [WRONG] };
  },
  'a line made over to another process': (lines, a) => {
    const at = pick(placesOf(lines), a);
    const { process, sequence } = parse(lines[at]!);
    const other = parse(lines.find((line) => isAudit(line) && parse(line).process !== process)!).process;
    const forged = lines[at]!.replace(process, other);
    return { lines: lines.toSpliced(at, 0, forged), process: other, sequence, codes: [WRONG] };
  },
  'a line of a process that is elsewhere': (lines, a, b) => {
    const chain = new AuditChain(KEY);
    const foreign = [chain.next('opened'), chain.next('mutation'), chain.next('mutation'), chain.next('closed')];
    const line = pick(foreign, b);
    const { process, type } = parse(line);
    const codes = type === 'opened' ? [NO_END] : [WRONG];
    return { lines: lines.toSpliced(a % lines.length, 0, line), process, sequence: 1, codes };
  },
  'an end that is cut off': (lines, a, b) => {
    const places = chainIn(lines, a);
    const from = 1 + (b % (places.length - 1));
    const cut = new Set(places.slice(from));
    return { lines: lines.filter((_, at) => !cut.has(at)), ...parse(lines[places[from]!]!), codes: [NO_END] };
  },
};

describe('the command finds, and says of which line of which process:', { timeout: 180_000 }, () => {
  test.for(Object.keys(TAMPERINGS))('%s', async (kind) => {
    const lines = await logOfTwo();
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (a, b, c) => {
        const tampered = TAMPERINGS[kind]!(lines, a, b, c);
        const { code, output, found } = verified(tampered.lines);
        expect(tampered.codes, output).toContain(code);
        const { process, sequence } = tampered;
        const named = found.some(
          (one) =>
            one.process === process &&
            ((one.from <= sequence && sequence <= one.to) ||
              (one.what.startsWith('no end') && one.from === sequence - 1)),
        );
        expect({ process, sequence, output, named }).toEqual({ process, sequence, output, named: true });
      }),
      { numRuns: 5 },
    );
  });

  test('which of the lines of others between them does not matter, nor whether the last one ends', async () => {
    const lines = await logOfTwo();
    expect(verified(lines.filter(isAudit)).code).toBe(0);
    expect(verified(['x'.repeat(300_000), '\u0000\u00ff', ...lines]).code).toBe(0);
  });
});

describe('the command', { timeout: 120_000 }, () => {
  test('says so where it cannot look', async () => {
    const lines = await logOfTwo();
    const text = lines.join('\n');
    for (const [{ code, output }, message] of [
      [verify(text, {}), 'AUDIT_KEY: is needed'],
      [verify(text, { AUDIT_KEY: 'short' }), 'AUDIT_KEY: must have at least 32 characters'],
      [verify(text, { AUDIT_KEY_FILE: '/nowhere' }), 'AUDIT_KEY_FILE: cannot be read: ENOENT'],
      [verify(text, { AUDIT_KEY: KEY }, KEY), 'Unknown arguments. A key is never one'],
      [verify(text, { AUDIT_KEY: KEY }, `--key=${KEY}`), 'Unknown arguments. A key is never one'],
      [verify('', { AUDIT_KEY: KEY }), 'Standard input holds no signed audit line.'],
      [verify('{"level":30}\n', { AUDIT_KEY: KEY }), 'Standard input holds no signed audit line.'],
    ] as const) {
      expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining(message) });
      expect(output).not.toContain(KEY);
    }
  });

  test('with another key trusts nothing, and says which key it has not', async () => {
    const { code, output, found } = verified(await logOfTwo(), 'x'.repeat(32));
    expect(code).toBe(1);
    expect(found.every(({ what }) => what === 'signed with a key that AUDIT_KEY does not hold')).toBe(true);
    expect(output).toContain('of processes: 0;');
  });
});

test('two workers that share a stream: each has a chain, and one that was killed has no end', {
  timeout: 180_000,
}, async () => {
  const sandbox = await useInTest(startSandbox());
  const gateway = startAudited(sandbox, { AUDIT_KEY: KEY, WORKERS: '2' });
  const url = await gateway.listening();
  const opened = () =>
    bytesOf(gateway)
      .slice(0, -1)
      .filter(isAudit)
      .map(parse)
      .filter(({ type }) => type === 'opened');
  await expect.poll(() => opened().length, { timeout: 60_000 }).toBe(2);
  await Promise.all(Array.from({ length: 8 }, () => mutate(url, 6)));
  const victim = opened()[0]!;
  process.kill(victim.event.data.pid, 'SIGKILL');
  await expect.poll(() => opened().length, { timeout: 60_000 }).toBe(3);
  await mutate(url, 3);
  gateway.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);
  const { code, output, found } = verified(bytesOf(gateway));
  expect({ code, found }).toEqual({
    code: 3,
    found: [expect.objectContaining({ process: victim.process, what: expect.stringMatching(/^no end follows/) })],
  });
  expect(output).toMatch(/of processes: 3;/);
});

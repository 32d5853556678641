import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AuditChain } from '../../../src/audit/chain.ts';
import { auditKey, writeLine } from '../../../src/audit/line.ts';
import { AuditVerifier, CannotVerifyError, type Finding, type Report } from '../../../src/audit/verifier.ts';

const KEY = 'k'.repeat(32);

function report(lines: readonly string[], isAll = true): Report {
  const verifier = new AuditVerifier([auditKey(KEY)]);
  for (const line of lines) verifier.take(Buffer.from(line).toString('latin1'));
  return verifier.report(isAll);
}

/** What was found, as the number of the finding's lines and what is wrong with them. */
const found = (lines: readonly string[], isAll?: boolean) =>
  report(lines, isAll).findings.map(({ problem, from, to }: Finding) => `${problem} ${from}-${to}`);

function chainOf(length: number): string[] {
  const chain = new AuditChain(KEY);
  return Array.from({ length }, (_, at) => chain.next(at === 0 ? 'opened' : at === length - 1 ? 'closed' : 'mutation'));
}

describe('of one chain', () => {
  const lines = chainOf(8);

  test('all lines in order are right', () => {
    expect(found(lines)).toEqual([]);
  });

  test.each<[string, readonly string[], string[]]>([
    ['nothing', [], []],
    ['lines left out', lines.toSpliced(2, 3), ['missing 3-5']],
    ['the first lines left out', lines.slice(2), ['missing 1-2']],
    ['the end cut off', lines.slice(0, 5), ['no end 5-5']],
    ['a line that comes late', [...lines.toSpliced(3, 1), lines[3]!], ['reordered 4-4']],
    ['all in the wrong order', lines.toReversed(), [7, 6, 5, 4, 3, 2, 1].map((n) => `reordered ${n}-${n}`)],
    [
      'some left out, of which one comes late',
      [...lines.toSpliced(2, 3), lines[3]!],
      ['reordered 4-4', 'missing 3-3', 'missing 5-5'],
    ],
    ['all of it twice', [...lines, ...lines], ['doubled 1-8']],
    ['a changed line', lines.with(3, lines[3]!.replace('"data":{', '"data":{ ')), ['changed 4-4']],
    ['a changed first line', lines.with(0, lines[0]!.replace('Z"', 'z"')), ['changed 1-1']],
    ['a changed end', lines.with(7, lines[7]!.replace('closed', 'opened')), ['changed 8-8', 'no end 8-8']],
    ['a forged line before the right one', lines.toSpliced(3, 0, lines[3]!.replace('Z"', 'z"')), ['changed 4-4']],
    ['half a line', [...lines.slice(0, 7), lines[7]!.slice(0, 200)], ['changed 8-8', 'no end 8-8']],
    [
      'a number that is not its own',
      lines.with(3, lines[3]!.replaceAll('0000000004', '0000009999')),
      ['changed 9999-9999', 'missing 4-4'],
    ],
  ])('%s', (_, tampered, findings) => {
    expect(found(tampered)).toEqual(findings);
  });

  test('what is read in part has no end to miss', () => {
    expect(found(lines.slice(0, 5), false)).toEqual([]);
  });

  test('a line written anew with the key does not fit the next one', () => {
    const key = auditKey(KEY);
    const process = randomUUID();
    const event = { process, sequence: 1, previous: undefined, data: {} } as const;
    const first = writeLine(key, { ...event, kind: 'opened' });
    const other = writeLine(key, { ...event, kind: 'opened', data: { pid: 2 } });
    const last = writeLine(key, { ...event, kind: 'closed', sequence: 2, previous: first.mac });
    expect(found([first.line, last.line])).toEqual([]);
    expect(found([other.line, last.line])).toEqual(['unlinked 2-2']);
  });

  test('a byte that is no UTF-8 does not pass for the character that readers show in its stead', () => {
    const chain = new AuditChain(KEY);
    chain.next('opened');
    const line = Buffer.from(chain.next('mutation', { who: '\ufffd.' }));
    const at = line.indexOf(0xef);
    const broken = Buffer.concat([line.subarray(0, at), Buffer.from([0xf0, 0xbf, 0xbd]), line.subarray(at + 3)]);
    expect(broken.toString()).toBe(line.toString());
    const verifier = new AuditVerifier([auditKey(KEY)]);
    verifier.take(broken.toString('latin1'));
    expect(verifier.report(true).findings[0]).toMatchObject({ problem: 'changed' });
  });
});

const lengthsOfChains = fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 1, maxLength: 6 });

test('chains of many processes, in whatever order their lines come between each other, are right', () => {
  fc.assert(
    fc.property(lengthsOfChains, fc.infiniteStream(fc.nat()), (lengths, draws) => {
      const chains = lengths.map(chainOf);
      const lines: string[] = [];
      while (chains.some(({ length }) => length > 0)) {
        const left = chains.filter(({ length }) => length > 0);
        lines.push(left[draws.next().value! % left.length]!.shift()!, '{"level":30}');
      }
      expect(report(lines)).toEqual({
        findings: [],
        processes: lengths.length,
        lines: lengths.reduce((sum, length) => sum + length),
        others: lines.length / 2,
      });
    }),
  );
});

describe('bounds', () => {
  test('of findings', () => {
    const lines = chainOf(2_100);
    const verifier = new AuditVerifier([auditKey(KEY)]);
    const taken = lines
      .filter((_, at) => at % 2 === 0)
      .findIndex((line) => {
        verifier.take(line);
        return verifier.isFull;
      });
    expect(taken).toBe(1_000);
    expect(verifier.report(false).findings).toHaveLength(1_000);
  });

  test('of processes', () => {
    const verifier = new AuditVerifier([auditKey(KEY)]);
    // Signed with another key, so that none takes the time of an HMAC.
    const line = new AuditChain('x'.repeat(32)).next('opened');
    const open = () => verifier.take(line.replace(/urn:uuid:[\da-f-]{36}/, `urn:uuid:${randomUUID()}`));
    for (let n = 0; n < 100_000; n++) open();
    expect(open).toThrow(CannotVerifyError);
  });
});

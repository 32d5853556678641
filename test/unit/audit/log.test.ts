import { multistream, pino } from 'pino';
import { expect, test } from 'vitest';
import { auditKey } from '../../../src/audit/line.ts';
import { openAuditLog } from '../../../src/audit/log.ts';
import { AuditVerifier } from '../../../src/audit/verifier.ts';

const KEY = 'k'.repeat(32);
const REQUEST = { who: 'w', requestId: 'r', traceId: 't', telnyxRequestId: undefined, managedAccount: undefined };

/** What is wrong with what was written, and whether each write was one line. */
function verified(written: readonly string[]) {
  for (const text of written) expect(text).toMatch(/^[^\n]+\n$/);
  const verifier = new AuditVerifier([auditKey(KEY)]);
  for (const text of written) verifier.take(text.trimEnd());
  return verifier.report(true).findings;
}

test('a mutation that ends after the end is written, and the end once more', () => {
  const written: string[] = [];
  const log = openAuditLog(pino({ level: 'fatal' }, { write: (text) => void written.push(text) }), [KEY]);
  log.record('m', { ids: [], outcome: 'OK' }, REQUEST);
  log.close();
  expect(verified(written)).toEqual([]);
  log.record('m', { ids: [], outcome: 'OK' }, REQUEST);
  expect(written).toHaveLength(5);
  expect(verified(written)).toEqual([]);
});

test('of several streams those that take the level of the lines get all of them', () => {
  const [all, errors]: [string[], string[]] = [[], []];
  const streams = multistream([
    { level: 'info', stream: { write: (text: string) => void all.push(text) } },
    { level: 'error', stream: { write: (text: string) => void errors.push(text) } },
  ]);
  const logger = pino({ level: 'info' }, streams);
  const log = openAuditLog(logger, [KEY]);
  logger.error('one');
  log.record('m', { ids: [], outcome: 'OK' }, REQUEST);
  log.close();
  expect(errors).toHaveLength(1);
  expect(all).toHaveLength(4);
  expect(verified(all)).toEqual([]);
});

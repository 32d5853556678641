import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { useInTest } from '../../support/lifetime.ts';
import { secretFiles } from '../../support/secret-files.ts';
import { bytesOf, isAudit, mutate, parse, startAudited } from './recorded.ts';
import { verify } from './verify.ts';

const [OLD, NEW] = ['the-old-audit-key-of-forty-characters---', 'the-new-audit-key-of-forty-characters---'];

test('a changed key begins the chain anew on SIGHUP; old lines cannot be rewritten with the old key', {
  timeout: 180_000,
}, async () => {
  const sandbox = await useInTest(startSandbox());
  const { write, env } = secretFiles({ AUDIT_KEY: OLD });
  const gateway = startAudited(sandbox, env);
  const url = await gateway.listening();
  const reload = async (key: string, told: string) => {
    const before = gateway.output().split(told).length;
    write('AUDIT_KEY', key);
    gateway.kill('SIGHUP');
    await expect.poll(() => gateway.output().split(told).length, { timeout: 60_000 }).toBe(before + 1);
    await mutate(url, 2);
  };
  await mutate(url, 2);
  await reload('too-short', 'nothing was changed');
  await reload(`${NEW}\n${OLD}\n`, '"changed":["AUDIT_KEY"]');
  // The gateway signs with the first key only, so nothing changes for it.
  await reload(NEW, '"changed":[]');
  gateway.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);

  const lines = bytesOf(gateway);
  const types = lines.filter(isAudit).map((line) => parse(line).type);
  const four = Array(4).fill('mutation');
  expect(types).toEqual(['opened', ...four, 'rekeyed', ...four, 'closed']);
  const keyIds = new Set(lines.filter(isAudit).map((line) => parse(line).event.keyid));
  expect(keyIds.size).toBe(2);

  const text = lines.join('\n');
  const outputs = [gateway.output()];
  const codeWith = (log: string, ...keys: string[]) => {
    write('AUDIT_KEY', keys.join('\n'));
    const { code, output } = verify(log, env);
    outputs.push(output);
    return { code, output };
  };
  expect(codeWith(text, NEW, OLD).code).toBe(0);
  expect(codeWith(text, OLD, NEW).code).toBe(0);
  for (const key of [OLD, NEW]) {
    const { code, output } = codeWith(text, key);
    expect(code).toBe(1);
    expect(output).toContain('signed with a key that AUDIT_KEY does not hold');
  }

  // Whoever has the old key alone signs the last line before the change anew.
  const last = lines.findIndex((line) => isAudit(line) && parse(line).type === 'rekeyed') - 1;
  const at = lines.findLastIndex((line, place) => isAudit(line) && place <= last);
  const { process, sequence } = parse(lines[at]!);
  const forged = lines[at]!.replace('"outcome":"', '"outcome":"FORGED_').replace(/,"hmac".*$/, '');
  const mac = createHmac('sha256', OLD).update(forged, 'latin1').digest('hex');
  const rewritten = codeWith(lines.with(at, `${forged},"hmac":"${mac}"}`).join('\n'), NEW, OLD);
  expect(rewritten.code).toBe(1);
  expect(rewritten.output).toMatch(
    new RegExp(`^sequence ${sequence + 1} of process ${process}, line \\d+: does not continue the line before`),
  );
  for (const key of [OLD, NEW]) expect(outputs.join('\n')).not.toContain(key);
});

import type { Logger } from 'pino';
import { openAuditLog } from '../audit/log.ts';
import { createWarn } from '../observe/warnings.ts';
import type { ServiceOptions } from './options.ts';

/** The audit log. What sends it by OTLP is loaded only where it is used. */
export async function openAudit({ auditKeys, otlpLogsUrl }: ServiceOptions, logger: Logger) {
  const exporter = otlpLogsUrl === undefined ? undefined : await openExport(otlpLogsUrl, logger);
  const { record, renew, close } = openAuditLog(logger, auditKeys, exporter?.send);
  return {
    record,
    renew,
    async close() {
      close();
      await exporter?.stop().catch((err: unknown) => logger.warn({ err }, 'the last audit lines could not be sent'));
    },
  };
}

async function openExport(url: string, logger: Logger) {
  const { createAuditExport } = await import('../audit/otlp.ts');
  const warn = createWarn(logger);
  const onLoss = (lines: number) => warn('audit', { lines }, 'audit lines could not be sent by OTLP');
  return createAuditExport(url, (message) => logger.warn(message), onLoss);
}

import { SeverityNumber } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { VERSION } from '../lib/version.ts';
import { batchingOf, checkProtocol, readingEnvironment, resourceOf, shutDown } from '../observe/otel-environment.ts';

/** Sends audit lines by OTLP over HTTP. */
export interface AuditExport {
  /** Sends a line with the next batch. If more wait than the queue holds, it is lost. */
  send(line: string): void;
  /** Sends the lines that are left. Rejects if the collector does not respond. */
  stop(): Promise<void>;
}

/**
 * Each line is the body of a log record, as it is. The rest of the configuration is read from the environment as for
 * spans, with `OTEL_BLRP_*` in place of `OTEL_BSP_*`.
 *
 * @param url the logs endpoint of an OTLP collector
 * @param warn called for each value that is ignored; never contains headers, which are secrets
 * @param onLoss called with the number of lines that could not be sent
 */
export function createAuditExport(
  url: string,
  warn: (message: string) => void,
  onLoss: (lines: number) => void,
): AuditExport {
  const options = readingEnvironment(warn, () => {
    checkProtocol(process.env, 'LOGS', 'lines', warn);
    const exporter = reporting(new OTLPLogExporter({ url }), onLoss);
    const processor = new BatchLogRecordProcessor({ exporter, ...batchingOf(process.env, 'BLRP', warn) });
    return { resource: resourceOf(process.env, warn), processors: [processor] };
  });
  const provider = new LoggerProvider(options);
  const logger = provider.getLogger('telnyx-oauth-graphql', VERSION);
  const record = { eventName: 'telnyx-oauth-graphql.audit', severityNumber: SeverityNumber.INFO, severityText: 'INFO' };
  return {
    send: (line) => logger.emit({ ...record, body: line }),
    stop: () => shutDown(provider),
  };
}

/** OpenTelemetry's `ExportResultCode.SUCCESS`. */
const SUCCESS = 0;

function reporting(exporter: LogRecordExporter, onLoss: (lines: number) => void): LogRecordExporter {
  return {
    export(records, done) {
      exporter.export(records, (result) => {
        if (result.code !== SUCCESS) onLoss(records.length);
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}

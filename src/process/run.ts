import cluster from 'node:cluster';
import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import closeWithGrace from 'close-with-grace';
import { type Logger, pino } from 'pino';
import { SettingsError } from '../lib/settings-error.ts';
import type { Service } from '../service.ts';
import { createReload, RELOAD, takeHangup } from './reload.ts';
import { readSettings, type Settings } from './settings.ts';
import { countOfWorkers, holdMessages, runWorkers, SERVING, STOP } from './workers.ts';

/** How much longer than the delay and one operation a stop may take before the process exits, milliseconds. */
const DRAIN_MARGIN = 5_000;
/** Signals that a terminal or an operator may send to all processes. Workers leave them to the primary. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How much the heap may grow over the live objects before a major collection, percent. @see docs/performance.md */
const HEAP_GROWTH = 120;

/** Every object starts in the young space. @see docs/performance.md */
const NO_PRETENURING = '--no-allocation-site-pretenuring';

/**
 * Characters of lines that are written together. Workers share a pipe, which keeps no more than these in one piece.
 *
 * @see pipe(7), `PIPE_BUF`
 */
const BATCH = cluster.isWorker ? 4_096 : 8_192;
/** How long the first of them waits at most, milliseconds. */
const BATCH_MS = 100;

/** Writes block: asynchronous ones would accumulate in memory while the process is busy. */
const log = pino.destination({ sync: true });
/**
 * Writes lines in batches, without pino's own batching. A line that the system has received survives if the process is
 * killed.
 *
 * @see docs/performance.md
 */
const destination = {
  lines: '',
  write(line: string) {
    if (this.lines.length + line.length > BATCH) this.flushSync();
    this.lines += line;
  },
  flush: () => destination.flushSync(),
  flushSync() {
    const { lines } = this;
    this.lines = '';
    if (lines !== '') log.write(lines);
  },
};
setInterval(destination.flush, BATCH_MS).unref();
process.once('exit', () => {
  try {
    destination.flush();
  } catch {
    // Standard output is closed.
  }
});

const hearMessages = holdMessages();
const hangup = takeHangup();
setFlagsFromString(NO_PRETENURING);
if (existsSync('.env')) process.loadEnvFile();
try {
  const settings = readSettings(process.env);
  const logger = pino({ level: settings.logLevel }, destination);
  const delay = settings.stopDelay + settings.operationTimeout + DRAIN_MARGIN;
  if (settings.workers > 1 && process.permission && !process.permission.has('child')) {
    throw new SettingsError(['WORKERS: this process may not start others: it needs --allow-child-process']);
  }
  if (settings.workers > 1 && cluster.isPrimary) runWorkers(settings.workers, delay, hangup, logger);
  else await serve(settings, delay, logger);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
  process.disconnect?.();
}

/** Runs the gateway in this process until a signal stops it, or in a worker the primary. */
async function serve(settings: Settings, delay: number, logger: Logger): Promise<void> {
  const { startService } = await import('../service.ts');
  const extras = cluster.isWorker ? { processes: countOfWorkers(settings.workers) } : {};
  const service = await startService(settings, logger, extras);
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
  const stop = async ({ signal, err }: { signal?: string | undefined; err?: Error | undefined }) => {
    if (err) logger.fatal({ err }, 'stopping on an error');
    else logger.info({ signal, delay: settings.stopDelay }, 'stopping: requests in flight finish first');
    await service.stop();
  };
  const reload = createReload(async () => service.reload(readSettings(process.env)), logger);
  hangup.use(reload);
  const { close } = closeWithGrace({ delay, logger, skip: cluster.isWorker ? [...SIGNALS] : hangup.signals }, stop);
  if (cluster.isWorker) {
    for (const signal of SIGNALS) process.on(signal, () => {});
    hearMessages((message) => {
      if (message === STOP) close();
      else if (message === RELOAD) reload();
    });
    process.send!(SERVING);
    if (cluster.worker!.id > 1) return;
  }
  const { url, metricsUrl, apiUrl } = service;
  if (settings.production) logger.info({ url, metricsUrl, apiUrl }, 'listening');
  else console.log(announcement(service));
}

function announcement({ url, apiUrl, graphiql, demoKey }: Service): string {
  const lines = [`Telnyx OAuth over GraphQL: ${url}${graphiql ? '  (open it in a browser)' : ''}`];
  if (graphiql) lines.push(`Reference: ${new URL('docs/', url)}`);
  if (demoKey === undefined) return [...lines, `Telnyx is at ${apiUrl}`].join('\n');
  lines.push(`On the embedded sandbox at ${apiUrl}: no Telnyx account is touched.`);
  lines.push(`Demo key:  Authorization: Bearer ${demoKey}`);
  return lines.join('\n');
}

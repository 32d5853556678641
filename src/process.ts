import { existsSync } from 'node:fs';
import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { type Service, startService } from './service.ts';
import { readSettings, SettingsError } from './settings.ts';

/** How much longer than one operation a stop may take before it is cut short, milliseconds. */
const DRAIN_MARGIN = 5_000;

if (existsSync('.env')) process.loadEnvFile();
try {
  const settings = readSettings(process.env);
  const logger = pino({ level: settings.logLevel });
  const service = await startService(settings, logger);
  closeWithGrace({ delay: settings.operationTimeout + DRAIN_MARGIN, logger }, async ({ signal, err }) => {
    if (err) logger.fatal({ err }, 'stopping on an error');
    else logger.info({ signal }, 'stopping: requests in flight finish first');
    await service.stop();
  });
  if (settings.production) logger.info({ url: service.url, apiUrl: service.apiUrl }, 'listening');
  else console.log(announcement(service));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function announcement({ url, apiUrl, graphiql, demoKey }: Service): string {
  const lines = [`Telnyx OAuth over GraphQL: ${url}${graphiql ? '  (open it in a browser)' : ''}`];
  if (demoKey === undefined) return [...lines, `Telnyx is at ${apiUrl}`].join('\n');
  lines.push(`On the embedded sandbox at ${apiUrl}: no Telnyx account is touched.`);
  lines.push(`Demo key:  Authorization: Bearer ${demoKey}`);
  return lines.join('\n');
}

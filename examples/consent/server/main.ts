import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { startService } from '../../../src/service.ts';
import { readSettings, SettingsError } from '../../../src/settings.ts';
import { demoEnvironment, refusalOf } from './settings.ts';

try {
  const refusal = refusalOf(process.env);
  if (refusal) throw new SettingsError([refusal]);
  const { environment, consentSeconds } = demoEnvironment(process.env);
  const settings = readSettings(environment);
  const { createPages } = await import('./pages.ts');

  const logger = pino({ level: settings.logLevel });
  let pages: Awaited<ReturnType<typeof createPages>> | undefined;
  const service = await startService(settings, logger, {
    pages: (req, res) => pages?.(req, res) ?? false,
    consentPath: '/demo/consent',
    ...(consentSeconds !== undefined && { lifetimes: { consentToken: consentSeconds } }),
  });
  closeWithGrace({ logger }, () => service.stop());
  const { origin } = new URL(service.url);
  pages = await createPages({ origin, issuer: new URL(service.apiUrl).origin, accountKey: service.demoKey! });
  console.log(`The front end: ${origin}/demo/  (open it in a browser)\nIts gateway:   ${service.url}`);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

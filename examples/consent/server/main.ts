import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import type { Pages } from '../../../src/http/routes.ts';
import { SettingsError } from '../../../src/lib/settings-error.ts';
import { startService } from '../../../src/service.ts';
import { readDemoSettings } from './settings.ts';

try {
  const { gateway, consentSeconds, callsPerSecond } = readDemoSettings(process.env);
  const { createPages } = await import('./pages.ts');
  // The relying party registers itself at the sandbox, which listens only once the gateway does.
  let pages: Pages = () => false;
  const service = await startService(gateway, pino({ level: gateway.logLevel }), {
    pages: (req, res) => pages(req, res),
    consentPath: `${gateway.basePath}/demo/consent`,
    lifetimes: { consentToken: consentSeconds },
    ...(callsPerSecond !== undefined && { quota: { limit: callsPerSecond, windowSeconds: 1 } }),
  });
  closeWithGrace(() => service.stop());
  const { origin } = new URL(service.url);
  pages = await createPages({
    origin,
    basePath: gateway.basePath,
    issuer: new URL(service.apiUrl).origin,
    accountKey: service.demoKey!,
  });
  console.log(
    `The front end: ${origin}${gateway.basePath}/demo/  (open it in a browser)\nIts gateway:   ${service.url}`,
  );
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

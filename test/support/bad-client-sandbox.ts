import { startSandbox } from '../../src/sandbox/index.ts';
import { accountWith } from './bad-client.ts';

/*
 * The sandbox on its own, with the account of `bad-client.ts`: so many grants, and so many calls allowed in a second. It
 * writes a line for each deletion that it got, with the status that was answered, 0 where nobody was there any more.
 */
const { GRANTS, CALLS_PER_SECOND } = process.env;
const { url } = await startSandbox({
  accounts: [accountWith(Number(GRANTS))],
  quota: { limit: Number(CALLS_PER_SECOND), windowSeconds: 1 },
  callsKept: 0,
  onCall({ method, path, status }) {
    if (method === 'DELETE') console.log(`${method} ${path} ${status}`);
  },
});
console.log(url);

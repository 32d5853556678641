import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Io } from './io.ts';

/** The user ended the command by Ctrl-C. */
export class InterruptedError extends Error {}

/** Asks for a key on the terminal, without echo; undefined: none was typed. */
export async function typedKey({ stdin, stderr }: Io): Promise<string | undefined> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: silent, terminal: true, historySize: 0 });
  stderr.write('Telnyx API key (not shown; press Enter to check only what needs no key): ');
  try {
    return await new Promise((resolve, reject) => {
      terminal.once('SIGINT', () => reject(new InterruptedError()));
      terminal.once('close', () => resolve(undefined));
      terminal.question('', (line) => resolve(line.trim() || undefined));
    });
  } finally {
    terminal.close();
    stderr.write('\n');
  }
}

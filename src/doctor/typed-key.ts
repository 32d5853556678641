import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Io } from './io.ts';

/** The user ended the command. */
export class InterruptedError extends Error {}

/** Asks for a key on the terminal, without showing it; undefined where none is typed. */
export async function typedKey({ stdin, stderr }: Io): Promise<string | undefined> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: silent, terminal: true, historySize: 0 });
  stderr.write('Telnyx API key (it is not shown; Enter: only what needs none): ');
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

import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FILES } from '../src/reference/index.ts';
import { schema } from '../src/schema/index.ts';
import { printReference } from './reference/index.ts';

/*
 * Writes the reference as a static site, which needs no gateway and no network, and tells the size of its files:
 *
 *     npm run reference -- [FOLDER]
 */

const ROOM = fileURLToPath(new URL('../src/reference', import.meta.url));

const [, , folder = 'reference'] = process.argv;
mkdirSync(folder, { recursive: true });
for (const [name, source] of Object.entries(FILES)) {
  const target = join(folder, name);
  if (name === 'index.html') writeFileSync(target, printReference(schema));
  else copyFileSync(join(ROOM, source), target);
  console.log(`${String(statSync(target).size).padStart(8)} ${target}`);
}

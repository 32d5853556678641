import { hash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import usual from 'telnyx-oauth-graphql/client/documents.json' with { type: 'json' };

/**
 * Writes the manifest of trusted documents that the gateway reads: each text by its SHA-256, those of this folder
 * beside the ten of the package.
 */
const folder = import.meta.dirname;
const own = globSync('*.graphql', { cwd: folder }).map((file) => readFileSync(`${folder}/${file}`, 'utf8'));
const manifest = { ...usual, ...Object.fromEntries(own.map((text) => [hash('sha256', text), text])) };
writeFileSync('manifest.json', JSON.stringify(manifest, null, 2));
console.log(`${Object.keys(manifest).length} documents, ${own.length} of them your own`);

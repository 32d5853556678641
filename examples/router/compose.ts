import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** A subgraph: its name, where routers reach it, and the file with its SDL. */
const subgraph = (name: string, url: string, file: string) => ({
  name,
  url,
  typeDefs: parse(readFileSync(fileURLToPath(file), 'utf8')),
});

const { OAUTH_URL = 'http://127.0.0.1:4000/graphql', INSTALLS_URL = 'http://127.0.0.1:4101/' } = process.env;
const { errors, supergraphSdl } = composeServices([
  subgraph('oauth', OAUTH_URL, import.meta.resolve('telnyx-oauth-graphql/subgraph')),
  subgraph('installs', INSTALLS_URL, import.meta.resolve('./installs.graphql')),
]);
if (errors) throw new AggregateError(errors, errors.join('\n'));
process.stdout.write(supergraphSdl);

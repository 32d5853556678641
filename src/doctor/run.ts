import { existsSync } from 'node:fs';
import { doctor } from './main.ts';

if (existsSync('.env')) process.loadEnvFile();
process.exitCode = await doctor(process.argv.slice(2), process.env, process);

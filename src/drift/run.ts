import { drift } from './main.ts';

process.exitCode = await drift(process.argv.slice(2), process);

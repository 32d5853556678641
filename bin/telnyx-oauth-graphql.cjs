#!/usr/bin/env node
'use strict';
// Any Node reads this file, so that one that is too old says so in one sentence and not in a stack trace.
var REQUIRED = 24;
/** The young space is twice V8's default: docs/performance.md says why. V8 takes it only when a process starts. */
var FLAG = '--max-semi-space-size=32';

var command = process.argv[2];
var serves = command === undefined || command === 'start' || /^--(?!help|version)/.test(command);

if (Number(process.versions.node.split('.')[0]) < REQUIRED) {
  console.error(`telnyx-oauth-graphql needs Node.js ${REQUIRED} or newer; this is ${process.version}.`);
  process.exitCode = 1;
} else if (serves && process.execve && !process.execArgv.some((flag) => flag.startsWith('--max-semi-space-size'))) {
  // The same process, id and all, begins once more with the flag. Windows cannot; there it serves without it.
  process.execve(process.execPath, [process.argv0, FLAG, ...process.execArgv, ...process.argv.slice(1)], process.env);
} else {
  import('../dist/cli/main.js');
}

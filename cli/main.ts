#!/usr/bin/env -S node --max-semi-space-size=32 --heap-growing-percent=200
import { setFlagsFromString } from 'node:v8';
import { runCommandLine } from './run-command-line.ts';

// Else V8 comes to believe that rows live long, because some answers are in the making whenever it looks, and makes
// them in the old space. There, dead ones keep what they hold alive until a full collection: a tenth of a request's CPU.
setFlagsFromString('--no-allocation-site-pretenuring');

// Whoever reads only the beginning, as `head` does, has had enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await runCommandLine(process.argv.slice(2));

#!/usr/bin/env node
import { runCommandLine } from './run-command-line.ts';

// Whoever reads only the beginning, as `head` does, has had enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await runCommandLine(process.argv.slice(2));

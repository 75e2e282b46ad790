#!/usr/bin/env -S node --max-semi-space-size=32 --heap-growing-percent=200
import { listen } from '../cli/listen.ts';
import { openBenchGateway, type BenchOptions } from './open-gateway.ts';
import type { GatewayTargetName, Listening } from './targets.ts';

const targets: Readonly<Record<GatewayTargetName, BenchOptions>> = {
  compiled: {},
  'compiled-unaudited': { isAudited: false },
  'compiled-unguarded': { isAudited: false, isGuarded: false },
  apollo: { engine: 'apollo' },
};

/** A gateway in a process of its own; arguments: the data folder, the target's name. */
const [folder = '', name = 'compiled'] = process.argv.slice(2);
const { app, headers, close } = await openBenchGateway(folder, targets[name as GatewayTargetName]); // by our own program
const url = await listen(app, { host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ url: `${url}/graphql`, headers } satisfies Listening));
process.once('SIGTERM', () => void close());

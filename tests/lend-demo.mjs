import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import path from 'node:path';

const checkout = path.dirname(import.meta.dirname);

/**
 * One demo for all test files that only ask, started when the first of them wants it: whoever asks this server is
 * told the demo's address, or, with 503, what it printed in its place.
 * @param {readonly string[]} args of `onestop demo`
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function lendDemo(args) {
  let demo = null;
  const server = createServer(async (_request, response) => {
    demo ??= start(args);
    try {
      response.end(await demo.url);
    } catch (error) {
      response.writeHead(503).end(error.message);
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.close();
    demo?.child.kill();
    await demo?.ended;
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

function start(args) {
  const child = spawn(process.execPath, [path.join(checkout, 'dist/cli/main.js'), 'demo', '--port', '0', ...args], {
    cwd: checkout,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      child.kill();
      process.kill(process.pid, signal);
    });
  let printed = '';
  const url = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        printed += chunk;
        const found = /answers at (http:\/\/[^\s/]+)/.exec(printed);
        if (found !== null) resolve(found[1]);
      });
    ended.then(() => reject(new Error(`The demo does not answer:\n${printed}`)));
  });
  return { child, ended, url };
}

import { createServer } from 'node:net';

/** The port, if nobody listens there on 127.0.0.1; else another one that is free. */
export async function freePort(wanted: number | null): Promise<number> {
  const port = (wanted === null ? null : await listenOnce(wanted)) ?? (await listenOnce(0));
  if (port === null) throw new Error('no port is free on 127.0.0.1');
  return port;
}

function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}

import { createServer, type AddressInfo } from 'node:net';

/** A port that nobody has at the moment, for programs that don't say which one they were given. */
export async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo; // it listens on one
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

import { createServer } from 'node:net';
import { OnestopError } from '../schema/errors.ts';

export type ListenOptions = { readonly host: string; readonly port: number };

/** Resolves with its address once it listens. */
type Listener = { readonly listen: (options: ListenOptions) => Promise<string> };

/** Milliseconds after which a second way out is taken. */
const stopWithinMs = 10_000;

/** Why an address can't be listened on, by the system's code. */
const unusable: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'the host is no address of this machine',
  ENOTFOUND: 'there is no such host',
};

/**
 * Starts listening.
 * @returns the address, `http://127.0.0.1:4000`
 * @throws {OnestopError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `CONFIG_INVALID`
 */
export async function listen(app: Listener, { host, port }: ListenOptions): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new OnestopError('PORT_IN_USE', { port }, { cause: error });
    if (code === 'EACCES') throw new OnestopError('PORT_FORBIDDEN', { port }, { cause: error });
    const reason = typeof code === 'string' ? unusable[code] : undefined;
    if (reason === undefined) throw error;
    const where = `${host}:${port}`;
    throw new OnestopError('CONFIG_INVALID', { where, reason, fix: 'Choose another port or host.' }, { cause: error });
  }
}

/**
 * Is the port free, before long work is done for it? 0 always is.
 * @throws {OnestopError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `CONFIG_INVALID`
 */
export async function checkPort(options: ListenOptions): Promise<void> {
  const probe = createServer();
  const listening = ({ host, port }: ListenOptions) =>
    new Promise<string>((resolve, reject) => {
      probe.once('error', reject).listen(port, host, () => resolve(host));
    });
  await listen({ listen: listening }, options);
  await new Promise((resolve) => probe.close(resolve));
}

export type StopOptions = {
  /** Rejects when it can't go on: then it stops as well. */
  readonly broken?: Promise<never>;
  /** Milliseconds to stop in order. */
  readonly withinMs?: number;
};

/** Runs until Ctrl-C or SIGTERM, then stops in order. A second Ctrl-C ends at once. @throws why it can't go on */
export async function untilStopped(
  stop: () => Promise<void>,
  { broken, withinMs = stopWithinMs }: StopOptions = {},
): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const end = async (): Promise<void> => {
    process.once('SIGINT', () => process.exit(130));
    const timer = setTimeout(() => process.exit(1), withinMs);
    await stop();
    clearTimeout(timer);
  };
  await Promise.race([asked, ...(broken === undefined ? [] : [broken])]).finally(end);
}

import type { FastifyInstance } from 'fastify';
import { OnestopError } from '../schema/errors.ts';

export type ListenOptions = { readonly host: string; readonly port: number };

/** Milliseconds after which a second way out is taken. */
const stopWithinMs = 10_000;

/**
 * Starts listening.
 * @returns the address, `http://127.0.0.1:4000`
 * @throws {OnestopError} `PORT_IN_USE`
 */
export async function listen(app: Pick<FastifyInstance, 'listen'>, { host, port }: ListenOptions): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new OnestopError('PORT_IN_USE', { port });
    throw error;
  }
}

/** Runs until Ctrl-C or SIGTERM, then stops in order. A second Ctrl-C ends at once. */
export async function untilStopped(stop: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  process.once('SIGINT', () => process.exit(130));
  const timer = setTimeout(() => process.exit(1), stopWithinMs);
  await stop();
  clearTimeout(timer);
}

import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { OnestopError } from '../../schema/errors.ts';
import { sendError } from './coded-errors.ts';

export type ConsoleOptions = {
  /** Absolute path of the built console; `/` shows its index.html, `/console/…` its files. */
  readonly directory: string;
  /** What the explorer starts with, made for each page; may hold a demo token, so it is never cached. */
  readonly settings: (() => Promise<ConsoleSettings>) | null;
};

export type ConsoleSettings = {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Whose log the page suggests to look at, in a demo. */
  readonly citizen?: { readonly id: string; readonly token: string; readonly purpose: string };
};

/** Serves the console. Without one these addresses are 404, like every other. */
export async function serveConsole(app: FastifyInstance, { directory, settings }: ConsoleOptions): Promise<void> {
  app.get('/console/settings.json', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return settings === null ? sendError(reply, new OnestopError('NOT_FOUND')) : reply.send(await settings());
  });
  if (!existsSync(directory)) return;
  await app.register(fastifyStatic, { root: directory, prefix: '/console/', dotfiles: 'ignore', maxAge: 0 });
  app.get('/', async (_request, reply) => reply.sendFile('index.html'));
}

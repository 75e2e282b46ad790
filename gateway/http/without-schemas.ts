import type { FastifyServerOptions } from 'fastify';

const none = (): never => {
  throw new TypeError('routes have no JSON schemas here');
};

/** In place of the compilers of JSON schemas that Fastify comes with: to load them takes a twentieth of a start. */
export const withoutSchemas = {
  schemaController: { compilersFactory: { buildValidator: () => none, buildSerializer: () => none } },
} satisfies FastifyServerOptions;

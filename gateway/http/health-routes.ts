import type { FastifyInstance } from 'fastify';
import type { DepartmentStatus } from '../resilience/guard-subgraph.ts';

export type HealthOptions = {
  /** What `/readyz` lists. */
  readonly departments: () => readonly DepartmentStatus[];
  readonly isStopping: () => boolean;
};

/** `/healthz`: the process answers. `/readyz`: a supergraph is loaded; a department that is down costs its fields only. */
export function addHealth(app: FastifyInstance, { departments, isStopping }: HealthOptions): void {
  app.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .send({ status: isStopping() ? 'stopping' : 'ready', departments: departments() }),
  );
}

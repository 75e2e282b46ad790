import { OnestopError } from '../../schema/errors.ts';
import type { Subgraph } from '../../schema/subgraph.ts';

/** Finds departments' ports. What it gives throws `CONFIG_INVALID` where a department of the supergraph has none. */
export function portsByName(subgraphs: readonly Subgraph[]): (name: string) => Subgraph {
  const ports = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  return (name) => {
    const port = ports.get(name);
    if (port !== undefined) return port;
    const reason = `the supergraph holds the department “${name}”, which is not configured`;
    throw new OnestopError('CONFIG_INVALID', {
      where: 'supergraph',
      reason,
      fix: 'Configure it, or compose without it.',
    });
  };
}

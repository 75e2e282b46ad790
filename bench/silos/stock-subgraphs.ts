import { bundleProgram } from '../bundle-program.ts';
import { startAll, type StartedPrograms } from '../start-all.ts';
import type { SiloUrls } from './prepare-silos.ts';

/** Every silo as a subgraph that a team would write today, each in a process of its own. */
export const stockSilos = ['registry', 'cases', 'feedback', 'desk'] as const;
export type StockSilo = (typeof stockSilos)[number];

export const startStockSubgraphs = async (urls: SiloUrls): Promise<StartedPrograms<StockSilo>> => {
  const file = await bundleProgram(new URL('./stock-subgraph-target.ts', import.meta.url));
  return startAll(stockSilos, (silo) => ({ file, args: [silo, urls[silo]] }));
};

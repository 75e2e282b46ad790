import type { DepartmentSeed } from './department-seed.ts';
import { marketIdioms } from './market-idioms.ts';
import { openMarketWriter } from './market-rows.ts';
import { marketIndexes, marketTables, marketViews } from './market-schema.ts';

/** Market regulation (市场监督管理): businesses, their people, what was registered, annual reports. */
export const marketSeed: DepartmentSeed = {
  department: 'market-regulation',
  engine: 'mariadb',
  database: 'market_regulation',
  tables: marketTables,
  views: marketViews,
  indexes: marketIndexes,
  idioms: marketIdioms,
  open: (seed, tally) => openMarketWriter(seed, tally),
};

import type { DepartmentSeed } from './department-seed.ts';
import { hotlineIdioms } from './hotline-idioms.ts';
import { openHotlineWriter } from './hotline-rows.ts';
import { hotlineIndexes, hotlineTables } from './hotline-schema.ts';

/** The 12345 hotline (政务服务便民热线): work orders, their steps and ratings, every touchpoint. */
export const hotlineSeed: DepartmentSeed = {
  department: 'hotline',
  engine: 'postgres',
  database: 'hotline',
  tables: hotlineTables,
  indexes: hotlineIndexes,
  idioms: hotlineIdioms,
  open: (seed, tally) => openHotlineWriter(seed, tally),
};

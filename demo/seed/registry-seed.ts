import type { DepartmentSeed } from './department-seed.ts';
import { registryIdioms } from './registry-idioms.ts';
import { openRegistryWriter } from './registry-rows.ts';
import { registryIndexes, registryTables } from './registry-schema.ts';

export const registrySeed: DepartmentSeed = {
  department: 'civil-registry',
  engine: 'postgres',
  database: 'civil_registry',
  tables: registryTables,
  indexes: registryIndexes,
  idioms: registryIdioms,
  open: openRegistryWriter,
};

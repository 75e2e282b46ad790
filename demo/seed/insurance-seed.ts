import type { DepartmentSeed } from './department-seed.ts';
import { insuranceIdioms } from './insurance-idioms.ts';
import { openInsuranceWriter } from './insurance-rows.ts';
import { insuranceIndexes, insuranceTables } from './insurance-schema.ts';

export const insuranceSeed: DepartmentSeed = {
  department: 'social-insurance',
  engine: 'sqlite',
  database: 'social-insurance',
  tables: insuranceTables,
  indexes: insuranceIndexes,
  idioms: insuranceIdioms,
  open: openInsuranceWriter,
};

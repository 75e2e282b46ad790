import { approvalsSeed } from './seed/approvals-seed.ts';
import type { DepartmentSeed } from './seed/department-seed.ts';
import { hotlineSeed } from './seed/hotline-seed.ts';
import { insuranceSeed } from './seed/insurance-seed.ts';
import { marketSeed } from './seed/market-seed.ts';
import { registrySeed } from './seed/registry-seed.ts';

/** The demo's departments, by name. */
export const departmentSeeds = {
  'civil-registry': registrySeed,
  approvals: approvalsSeed,
  'market-regulation': marketSeed,
  'social-insurance': insuranceSeed,
  hotline: hotlineSeed,
} as const satisfies Readonly<Record<string, DepartmentSeed>>;

export type DepartmentName = keyof typeof departmentSeeds;

export const departmentNames = Object.keys(departmentSeeds).filter(
  (name): name is DepartmentName => name in departmentSeeds,
);

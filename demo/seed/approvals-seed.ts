import type { Household } from '../population/household.ts';
import { createRandom } from '../population/random.ts';
import { casesOf } from './approvals-case-draw.ts';
import { caseRows } from './approvals-case-rows.ts';
import { catalogueRows, type Drawn } from './approvals-catalogue-rows.ts';
import { approvalsIdioms } from './approvals-idioms.ts';
import { organisation, organisationKeys } from './approvals-organisations.ts';
import { approvalsIndexes, approvalsTables, approvalsViews } from './approvals-schema.ts';
import { visitRows } from './approvals-visit-rows.ts';
import type { DepartmentSeed, DepartmentWriter } from './department-seed.ts';
import type { TableRow, Tally } from './dirt-account.ts';

/** The approvals bureau (行政审批): the catalogue of services, cases, visits to the service hall, the working calendar. */
export const approvalsSeed: DepartmentSeed = {
  department: 'approvals',
  engine: 'mariadb',
  database: 'approvals',
  tables: approvalsTables,
  views: approvalsViews,
  indexes: approvalsIndexes,
  idioms: approvalsIdioms,
  open: openApprovalsWriter,
};

const currentNames = new Set(organisationKeys.map((key) => organisation(key).name));

function openApprovalsWriter(seed: number, tally: Tally): DepartmentWriter {
  let count = 0;
  const next = (): number => ++count;
  const emit = ([table, row]: Drawn): TableRow => {
    const written = { table, row };
    tally.row(written);
    if (table === 'sx_basic' && !currentNames.has(String(row['ss_bm_mc']))) tally.add('ITEM_OLD_AUTHORITY');
    return written;
  };
  const household = (house: Household): readonly TableRow[] => {
    const scope = { random: createRandom(seed, 'approvals-rows', house.number), next };
    const cases = casesOf(house, seed);
    return [
      ...cases.flatMap((plan) => caseRows(scope, plan)),
      ...house.members.flatMap((citizen) =>
        visitRows(
          scope,
          citizen,
          cases.filter((plan) => plan.citizen === citizen),
        ),
      ),
    ].map(emit);
  };
  return { dictionary: () => catalogueRows(seed).map(emit), household };
}

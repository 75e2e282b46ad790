import { caseTables } from './approvals-case-tables.ts';
import { catalogueTables } from './approvals-catalogue-tables.ts';

/** The tables of the approvals bureau, as three vendors left them. */
export const approvalsTables = { ...catalogueTables, ...caseTables };

export type ApprovalsTable = keyof typeof approvalsTables;

/** What the services of an event ask for, each piece of evidence once, with how many of the services ask for it. */
export const approvalsViews = {
  v_zt_cl: `SELECT e.ZT_CODE AS ZT_CODE, c.cl_bm AS cl_bm, count(DISTINCT c.ITEM_CODE) AS sxs, max(c.sfbx) AS sfbx, min(e.xh) AS xh
    FROM zt_event_sx e JOIN sx_cl c ON c.ITEM_CODE = e.ITEM_CODE GROUP BY e.ZT_CODE, c.cl_bm`,
} as const;

export const approvalsIndexes: readonly string[] = [
  'CREATE INDEX ix_sx_basic_code ON sx_basic (ITEM_CODE)',
  'CREATE INDEX ix_sx_cl_item ON sx_cl (ITEM_CODE, hj_xh)',
  'CREATE INDEX ix_sx_cl_cl ON sx_cl (cl_bm)',
  'CREATE INDEX ix_sx_qd_item ON sx_qd (ITEM_CODE, hj_xh)',
  'CREATE INDEX ix_sx_sf_item ON sx_sf (ITEM_CODE)',
  'CREATE INDEX ix_sx_jg_item ON sx_jg (ITEM_CODE)',
  'CREATE INDEX ix_zt_event_sx_item ON zt_event_sx (ITEM_CODE)',
  'CREATE INDEX ix_bj_basic_bh ON bj_basic (bjbh)',
  'CREATE INDEX ix_bj_basic_fbh ON bj_basic (fbjbh)',
  'CREATE INDEX ix_bj_basic_zjhm ON bj_basic (sqr_zjhm, sqsj)',
  'CREATE INDEX ix_bj_basic_xydm ON bj_basic (sqr_tyxydm)',
  'CREATE INDEX ix_bj_basic_item ON bj_basic (ITEM_CODE)',
  'CREATE INDEX ix_bj_gc_bh ON bj_gc (bjbh, xh)',
  'CREATE INDEX ix_bj_zt_bh ON bj_zt (bjbh)',
  'CREATE INDEX ix_bj_cl_bh ON bj_cl (bjbh)',
  'CREATE INDEX ix_qh_record_zjhm ON qh_record (zjhm, qhsj)',
  'CREATE INDEX ix_qh_record_bh ON qh_record (bjbh)',
];

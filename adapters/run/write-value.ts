import type { FieldPlan, ObjectPlan } from '../compile/plan.ts';
import type { Row } from '../database/driver.ts';
import type { SqlValue } from '../sql/sql.ts';
import { Unreadable } from '../values/read-value.ts';
import type { RowSet } from './load-page.ts';
import { argumentValue } from './page-arguments.ts';
import type { Path, RunState } from './run-state.ts';

/** Where a field's object is: its row, its place in the answer, and the person it is about. */
export type FieldAt = {
  readonly set: RowSet;
  readonly index: number;
  readonly path: Path | null;
  readonly plan: ObjectPlan;
  readonly subject: string | null;
};

/** Marks a null that takes its object with it. */
export const lost = Symbol('lost');

/** Writes a value; `lost`, and a finding, where there is none of a field that can't be null. */
export function writeValue(field: Extract<FieldPlan, { kind: 'value' }>, at: FieldAt, state: RunState): unknown {
  const row = at.set.rows[at.index] ?? [];
  const value = field.read(valuesAt(field.at, row));
  const type = at.plan.typename;
  if (value instanceof Unreadable) {
    state.find({ type, field: field.field, reason: value.reason }, at);
    return field.nonNull ? lost : null;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => writeItem(item, field, at, state));
  if (field.check !== null && !field.check(value))
    state.find({ type, field: field.field, reason: 'INVALID_IDENTIFIER' }, at);
  if (value !== null || !field.nonNull) return value;
  state.find({ type, field: field.field, reason: 'INVALID_IDENTIFIER' }, at);
  return lost;
}

/** A scan comes here for every value: most are read from one column. */
function valuesAt(at: readonly number[], row: Row): readonly SqlValue[] {
  const [position = -1] = at;
  return at.length === 1 ? [row[position] ?? null] : at.map((each) => row[each] ?? null);
}

/** One value of a list: null where it can't be read. */
function writeItem(
  item: unknown,
  { field }: Extract<FieldPlan, { kind: 'value' }>,
  at: FieldAt,
  state: RunState,
): unknown {
  if (!(item instanceof Unreadable)) return item;
  state.find({ type: at.plan.typename, field, reason: item.reason }, at);
  return null;
}

/** In the language asked for; what has no label in it is given in the other. */
export function writeLabel(field: Extract<FieldPlan, { kind: 'label' }>, at: FieldAt, state: RunState): string | null {
  const row = at.set.rows[at.index] ?? [];
  const label = field.read(field.at.map((position) => row[position] ?? null));
  if (label instanceof Unreadable) {
    state.find({ type: at.plan.typename, field: field.node.name.value, reason: label.reason }, at);
    return null;
  }
  const { en, zh } = label;
  const inChinese = argumentValue(field.node, 'lang', state.input.variables) === 'ZH';
  const [wanted, other] = inChinese ? [zh, en] : [en, zh];
  return wanted === null || wanted === '' ? (other ?? wanted) : wanted;
}

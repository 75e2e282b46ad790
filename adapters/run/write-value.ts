import type { FieldPlan } from '../compile/plan.ts';
import { Unreadable } from '../values/unreadable.ts';
import { argumentValue } from './page-arguments.ts';
import type { FieldAt } from './place.ts';
import type { RunState } from './run-state.ts';

/** Marks a null that takes its object with it. */
export const lost = Symbol('lost');

type ValuePlan = Extract<FieldPlan, { kind: 'value' }>;

export const writeValue = (field: ValuePlan, at: FieldAt, state: RunState): unknown =>
  settleValue(field, field.read(at.row), at, state);

/** What is given of a value that was read; `lost`, and a finding, where there is none of a field that can't be null. */
export function settleValue(field: ValuePlan, value: unknown, at: FieldAt, state: RunState): unknown {
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

/** One value of a list: null where it can't be read. */
function writeItem(item: unknown, { field }: ValuePlan, at: FieldAt, state: RunState): unknown {
  if (!(item instanceof Unreadable)) return item;
  state.find({ type: at.plan.typename, field, reason: item.reason }, at);
  return null;
}

/** In the language asked for; what has no label in it is given in the other. */
export function writeLabel(field: Extract<FieldPlan, { kind: 'label' }>, at: FieldAt, state: RunState): string | null {
  const label = field.read(field.at.map((position) => at.row[position] ?? null));
  if (label instanceof Unreadable) {
    state.find({ type: at.plan.typename, field: field.node.name.value, reason: label.reason }, at);
    return null;
  }
  const { en, zh } = label;
  const inChinese = argumentValue(field.node, 'lang', state.input.variables) === 'ZH';
  const [wanted, other] = inChinese ? [zh, en] : [en, zh];
  return wanted === null || wanted === '' ? (other ?? wanted) : wanted;
}

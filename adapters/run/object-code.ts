import { CodeCompiler, keyCode, warmUpObjects } from '../../schema/generated-code.ts';
import { setOwn } from '../../schema/set-own.ts';
import type { FieldPlan, ObjectPlan } from '../compile/plan.ts';
import type { Row } from '../database/driver.ts';
import type { GraphObject } from './graph-object.ts';
import { FieldAt, type ObjectAt } from './place.ts';
import type { RunState } from './run-state.ts';
import { lost, settleValue } from './write-value.ts';

/** Makes the object of one row; null where a field that can't be null is. */
type MakeObject = (at: ObjectAt, row: Row, subject: string | null, state: RunState) => GraphObject | null;

/** Writes any field; `lost` where it takes its object with it. */
export type WriteField = (field: FieldPlan, at: FieldAt, state: RunState) => unknown;

type Parts = {
  readonly plan: ObjectPlan;
  readonly fields: readonly FieldPlan[];
  readonly reads: readonly (((row: Row) => unknown) | null)[];
  readonly settle: typeof settleValue;
  readonly write: WriteField;
  readonly lost: typeof lost;
  readonly placeOf: (at: ObjectAt, of: Pick<FieldAt, 'plan' | 'row' | 'subject'>) => FieldAt;
};

/** Or how many more objects of a plan are made one by one. */
const makers = new WeakMap<ObjectPlan, MakeObject | number>();

const compiler = new CodeCompiler<Parts, MakeObject>('parts');

/** A function that makes objects of a plan: key by key as long as there are few, then by code of their own. */
export function objectMaker(plan: ObjectPlan, write: WriteField): MakeObject {
  const known = makers.get(plan) ?? warmUpObjects;
  if (typeof known === 'function') return known;
  if (known > 0) {
    makers.set(plan, known - 1);
    return (at, row, subject, state) => makeByLoop(plan, write, new FieldAt(at, { plan, row, subject }), state);
  }
  const maker = objectCode(plan, write);
  makers.set(plan, maker);
  return maker;
}

function makeByLoop({ fields }: ObjectPlan, write: WriteField, at: FieldAt, state: RunState): GraphObject | null {
  const object: GraphObject = {};
  for (const field of fields) {
    const value = write(field, at, state);
    if (value === lost) return null;
    setOwn(object, field.key, value);
  }
  return object;
}

/**
 * Generated, so that each column is read at a place of its own, where the engine knows what it will find, and all keys are
 * set at once, so that it knows the object: one that grows key by key takes several times the memory, and the time to move
 * it.
 */
function objectCode(plan: ObjectPlan, write: WriteField): MakeObject {
  const { fields } = plan;
  const code = `${fields.map(fieldCode).join('\n')}\nreturn { ${fields.map(({ key }, at) => `${keyCode(key)}: value${at}`).join()} };`;
  const make = compiler.compile(
    `${partsCode(fields)} return (at, row, subject, state) => { let place = null;\n${code} };`,
  );
  const placeOf: Parts['placeOf'] = (at, of) => new FieldAt(at, of);
  const reads = fields.map((field) => (field.kind === 'value' ? field.read : null));
  return make({ plan, fields, reads, settle: settleValue, write, lost, placeOf });
}

function partsCode(fields: readonly FieldPlan[]): string {
  const named = (name: string): string => `[${fields.map((_, at) => `${name}${at}`).join()}]`;
  return `const { plan, fields: ${named('field')}, reads: ${named('read')}, settle, write, lost, placeOf } = parts;`;
}

function fieldCode(field: FieldPlan, at: number): string {
  const place = 'place ??= placeOf(at, { plan, row, subject })';
  const end = `if (value${at} === lost) return null;`;
  switch (field.kind) {
    case 'typename':
      return `const value${at} = plan.typename;`;
    case 'null':
      return `const value${at} = null;`;
    case 'constant':
      return `const value${at} = field${at}.value;`;
    case 'value': {
      // Numbers and texts need nothing more, nor does a null that may be.
      const isOpen = field.check !== null ? 'true' : `typeof value${at} === 'object'${field.nonNull ? '' : ` && value${at} !== null`}`; // prettier-ignore
      return `let value${at} = read${at}(row); if (${isOpen}) { value${at} = settle(field${at}, value${at}, ${place}, state); ${end} }`;
    }
    default:
      return `const value${at} = write(field${at}, ${place}, state); ${end}`;
  }
}

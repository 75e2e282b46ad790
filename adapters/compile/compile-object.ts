import { isNonNullType, isObjectType } from 'graphql';
import { keyCodecs } from '../codecs/key-codec.ts';
import type { TypeMapping, ValueField } from '../mapping/model.ts';
import { checkedCodec } from '../values/checked-codec.ts';
import { compileRowReader, type RowReader } from '../values/read-value.ts';
import { Unreadable } from '../values/unreadable.ts';
import { compileEmbedded } from './compile-embedded.ts';
import { compileLabel } from './compile-label.ts';
import { compileReference } from './compile-reference.ts';
import { compileRelation, compileThrough } from './compile-relation.ts';
import {
  valuePositions,
  type CompileScope,
  type FieldRequest,
  type ObjectRequest,
  type RowScope,
} from './compile-scope.ts';
import { masker } from './masker.ts';
import type { FieldPlan, Masker, ObjectPlan } from './plan.ts';
import { selectFields } from './selection.ts';
import { isWithheld } from './withheld.ts';

/** Compiles what a client selected on one type into fields of a row. */
export function compileObject(request: ObjectRequest, scope: CompileScope): ObjectPlan {
  const { type, selections, rows } = request;
  const fields = selectFields(selections, type.name, scope.selection).map(
    ({ key, node, selections: inner }): FieldPlan => {
      if (node.name.value === '__typename') return { kind: 'typename', key };
      const field = type.fields.get(node.name.value);
      if (field === undefined) return { kind: 'null', key };
      if (isWithheld(field, { ...request, underSubject: rows.underSubject }, scope))
        return { kind: 'withheld', key, nonNull: isNonNull(type.name, field.name, scope) };
      return compileField({ key, node, field, selections: inner, type, rows }, scope);
    },
  );
  return { kind: 'object', typename: type.name, fields, subject: compileSubject(type, rows, scope) };
}

function isNonNull(typename: string, field: string, { selection }: CompileScope): boolean {
  const type = selection.schema.getType(typename);
  return isObjectType(type) && isNonNullType(type.getFields()[field]?.type);
}

function compileField(request: FieldRequest, scope: CompileScope): FieldPlan {
  const { key, field, type, rows } = request;
  switch (field.kind) {
    case 'value':
      return valuePlan(
        {
          key,
          type,
          underSubject: rows.underSubject,
          field,
          at: valuePositions(field, rows),
          nonNull: isNonNull(type.name, field.name, scope),
        },
        scope,
      );
    case 'relation':
      return compileRelation(request, field, { scope, compileObject });
    case 'aggregate':
      return compileRelation(request, field.of, { scope, compileObject, isAggregate: true });
    case 'reference':
      return { kind: 'reference', key, reference: compileReference(request, field, { scope, compileObject }) };
    case 'through':
      return compileThrough(request, field, { scope, compileObject });
    case 'label':
      return compileLabel(request, field, scope);
    case 'embedded':
      return compileEmbedded(request, field, { scope, compileObject });
    case 'constant':
      return { kind: 'constant', key, value: field.value };
    case 'absent':
      return { kind: 'null', key };
    default:
      return unreachable(field, type);
  }
}

function unreachable(field: never, type: TypeMapping): never {
  throw new TypeError(`${type.name} has a field of no known kind: ${JSON.stringify(field)}`);
}

type ValueRequest = {
  readonly key: string;
  readonly type: TypeMapping;
  readonly underSubject: boolean;
  readonly field: ValueField;
  readonly at: readonly number[];
  readonly nonNull: boolean;
};

function valuePlan({ key, type, underSubject, field, at, nonNull }: ValueRequest, scope: CompileScope): FieldPlan {
  const { mapping } = scope;
  const { name, value } = field;
  // A key that this department does not hold: there is nothing to read.
  if (at.includes(-1)) return { kind: 'null', key };
  const read = compileRowReader(value, at, { enums: mapping.enums, timezone: mapping.source.timezone });
  const mask = masker(field, { type, underSubject }, scope);
  if (mask !== null) return { kind: 'value', key, field: name, read: maskedReader(read, mask), check: null, nonNull };
  const codec = checkedCodec(value);
  const { isValid } = keyCodecs[codec];
  const check = codec === 'TEXT' ? null : (read: unknown) => typeof read !== 'string' || isValid(read);
  return { kind: 'value', key, field: name, read, check, nonNull };
}

/** What is shown in part leaves the department in part. */
const maskedReader =
  (read: RowReader, mask: Masker): RowReader =>
  (row) => {
    const value = read(row);
    return value instanceof Unreadable ? value : mask(value);
  };

function compileSubject(type: TypeMapping, rows: RowScope, scope: CompileScope): ObjectPlan['subject'] {
  const subject = scope.policy.subjectField(type.name);
  const field = subject === null ? undefined : type.fields.get(subject);
  if (field?.kind !== 'value' || scope.view.access === 'none') return null;
  const at = valuePositions(field, rows)[0] ?? -1;
  return at < 0 ? null : { at, codec: keyCodecs[field.value.codecs[0] ?? 'TEXT'] };
}

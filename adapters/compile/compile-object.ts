import { isNonNullType, isObjectType, Kind, type FieldNode, type SelectionSetNode } from 'graphql';
import type { Access, Policy } from '../../schema/policy.ts';
import { codecsOf, keyCodecs, type KeyCodec } from '../codecs/key-codec.ts';
import type {
  FieldMapping,
  ListMapping,
  Mapping,
  RelationField,
  TableMapping,
  TypeMapping,
  ValueField,
  ValueMapping,
} from '../mapping/model.ts';
import { compileReader } from '../values/read-value.ts';
import { compileLabel } from './compile-label.ts';
import { compileReference } from './compile-reference.ts';
import type { ChildPlan, FieldPlan, ObjectPlan, PagePlan, ReferencePlan } from './plan.ts';
import { selectFields, type SelectionScope } from './selection.ts';
import {
  columnInfo,
  MissingInDatabase,
  tableInfo,
  type AliasedTable,
  type Database,
  type TableRead,
} from './table-read.ts';

/** Everything a fetch is compiled in. */
export type CompileScope = {
  readonly mapping: Mapping;
  readonly database: Database;
  readonly policy: Policy;
  /** Which rows and fields of people the statements may reach; part of a plan's identity. */
  readonly access: Access;
  readonly selection: SelectionScope;
  /** Objects hold pages and pages hold objects; the page compiler is handed in. */
  readonly compilePage: (request: PageRequest, scope: CompileScope) => PagePlan;
};

export type PageRequest = {
  /** For people and cursors: `Citizen.household`, `Query.citizens`. */
  readonly reads: string;
  readonly type: TypeMapping & { readonly table: TableMapping };
  readonly match: readonly string[] | null;
  readonly list: ListMapping | null;
  /** Do these rows hang on a row about one person? Then that row's rule has let the caller through. */
  readonly underSubject: boolean;
  readonly node: FieldNode | null;
  readonly selections: readonly SelectionSetNode[];
};

/** Where the fields of an object find their columns. */
export type RowScope =
  | {
      readonly kind: 'table';
      readonly read: TableRead;
      readonly table: AliasedTable;
      readonly children: ChildPlan[];
      readonly references: ReferencePlan[];
      readonly underSubject: boolean;
    }
  /** Rows that are keys: the position of each key field. */
  | {
      readonly kind: 'keys';
      readonly fields: readonly string[];
      readonly children: ChildPlan[];
      readonly references: ReferencePlan[];
      readonly underSubject: boolean;
    };

export type ObjectRequest = {
  readonly type: TypeMapping;
  readonly selections: readonly SelectionSetNode[];
  readonly rows: RowScope;
};

/** Compiles what a client selected on one type into fields of a row. */
export function compileObject(request: ObjectRequest, scope: CompileScope): ObjectPlan {
  const { type, selections, rows } = request;
  const fields = selectFields(selections, type.name, scope.selection).map(
    ({ key, node, selections: inner }): FieldPlan => {
      if (node.name.value === '__typename') return { kind: 'typename', key };
      const field = type.fields.get(node.name.value);
      if (field === undefined) return { kind: 'null', key };
      if (isWithheld(field, request, scope))
        return { kind: 'withheld', key, nonNull: isNonNull(type.name, field.name, scope) };
      return compileField({ key, node, field, selections: inner, type, rows }, scope);
    },
  );
  return { typename: type.name, fields, subject: compileSubject(type, rows, scope) };
}

/**
 * Personal fields need somebody who asks for a purpose. A citizen is let through by the rule of the
 * person's own row; personal data that hangs on no such row has no rule to let anybody through.
 */
function isWithheld(field: FieldMapping, { type, rows }: ObjectRequest, { access, policy }: CompileScope): boolean {
  const relation = field.kind === 'through' ? type.fields.get(field.relation) : undefined;
  const throughPerson = relation?.kind === 'relation' && policy.subjectField(relation.target) !== null;
  const isPersonal =
    policy.isPersonal(type.name, field.name) || (throughPerson && !policy.isPublic(type.name, field.name));
  if (!isPersonal || access === 'all') return false;
  const hasRule = rows.underSubject || policy.subjectField(type.name) !== null || listsPeople(field, policy);
  return access === 'none' || !hasRule;
}

/** The rows of a person's type carry their own rule, and a reference to a person is given to that person alone. */
const listsPeople = (field: FieldMapping, policy: Policy): boolean =>
  (field.kind === 'relation' || field.kind === 'reference') && policy.subjectField(field.target) !== null;

function isNonNull(typename: string, field: string, { selection }: CompileScope): boolean {
  const type = selection.schema.getType(typename);
  return isObjectType(type) && isNonNullType(type.getFields()[field]?.type);
}

type FieldRequest = {
  readonly key: string;
  readonly node: FieldNode;
  readonly field: FieldMapping;
  readonly selections: readonly SelectionSetNode[];
  readonly type: TypeMapping;
  readonly rows: RowScope;
};

function compileField(request: FieldRequest, scope: CompileScope): FieldPlan {
  const { key, field, type, rows } = request;
  switch (field.kind) {
    case 'value':
      return valuePlan(
        {
          key,
          name: field.name,
          value: field.value,
          at: valuePositions(field, rows),
          nonNull: isNonNull(type.name, field.name, scope),
        },
        scope,
      );
    case 'relation':
      return compileRelation(request, field, scope);
    case 'reference':
      return { kind: 'reference', key, reference: compileReference(request, field, { scope, compileObject }) };
    case 'through':
      return compileThrough(request, field, scope);
    case 'label':
      return compileLabel(request, field, scope);
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

function valuePositions(field: ValueField, rows: RowScope): readonly number[] {
  if (rows.kind === 'keys') return [rows.fields.indexOf(field.name)];
  return field.value.columns.map((column) => rows.read.column(rows.table, column));
}

type ValueRequest = {
  readonly key: string;
  readonly name: string;
  readonly value: ValueMapping;
  readonly at: readonly number[];
  readonly nonNull: boolean;
};

function valuePlan({ key, name, value, at, nonNull }: ValueRequest, { mapping }: CompileScope): FieldPlan {
  // A key that this department does not hold: there is nothing to read.
  if (at.includes(-1)) return { kind: 'null', key };
  const read = compileReader(value, { enums: mapping.enums, timezone: mapping.source.timezone });
  const [codec = 'TEXT', ...more] = value.codecs;
  const { isValid } = keyCodecs[codec];
  const check =
    codec === 'TEXT' || more.length > 0 ? null : (read: unknown) => typeof read !== 'string' || isValid(read);
  return { kind: 'value', key, field: name, at, read, check, nonNull };
}

function compileSubject(type: TypeMapping, rows: RowScope, scope: CompileScope): ObjectPlan['subject'] {
  const subject = scope.policy.subjectField(type.name);
  const field = subject === null ? undefined : type.fields.get(subject);
  if (field?.kind !== 'value' || scope.access === 'none') return null;
  const at = valuePositions(field, rows)[0] ?? -1;
  return at < 0 ? null : { at, codec: keyCodecs[field.value.codecs[0] ?? 'TEXT'] };
}

type Relation = Extract<FieldPlan, { readonly kind: 'joined' | 'child' }>;

function compileRelation(
  request: FieldRequest,
  relation: RelationField,
  scope: CompileScope,
): Relation | { readonly kind: 'null'; readonly key: string } {
  const related = scope.mapping.types.get(relation.target);
  if (related === undefined || !hasTable(related)) throw new MissingInDatabase(`${relation.target} has no table`);
  const target = narrowed(related, relation);
  const { key, node, type, rows, selections } = request;
  const underSubject = rows.underSubject || scope.policy.subjectField(type.name) !== null;
  if (rows.kind === 'table' && canJoin(relation, target, rows, scope)) {
    const columns = relation.from.kind === 'columns' ? relation.from.columns : [];
    const joined = rows.read.joinOne(
      rows.table,
      target.table,
      columns.map((column, index) => [column, relation.references[index] ?? '']),
    );
    const present = rows.read.column(joined, relation.references[0] ?? '');
    return {
      kind: 'joined',
      key,
      present,
      object: compileObject({ type: target, selections, rows: { ...rows, table: joined, underSubject } }, scope),
    };
  }
  const { at, codecs } = relationKeys(relation, type, rows);
  // The representation was found by another key: what is not there can't be looked up by.
  if (at.includes(-1)) return { kind: 'null', key };
  const reads = `${type.name}.${relation.name}`;
  const page = scope.compilePage(
    { reads, type: target, match: relation.references, list: relation.list, underSubject, node, selections },
    scope,
  );
  const child: ChildPlan = { reads, at, parentCodecs: codecs, childCodecs: codecsOf(relation.codecs), node, page };
  rows.children.push(child);
  return { kind: 'child', key, child };
}

/** The target's rows that count for this relation. */
function narrowed(target: MappedType, { where, place }: RelationField): MappedType {
  if (where === null) return target;
  const { table } = target;
  const both = table.where === null ? where : ({ kind: 'and', parts: [table.where, where] } as const);
  return { ...target, table: { ...table, place, where: both } };
}

type MappedType = TypeMapping & { readonly table: TableMapping };

const hasTable = (type: TypeMapping): type is TypeMapping & { readonly table: TableMapping } => type.table !== null;

/** A join is right where it can find at most one row and both sides store keys in one form, in columns of one kind. */
function canJoin(
  relation: RelationField,
  target: TypeMapping & { readonly table: TableMapping },
  rows: RowScope,
  scope: CompileScope,
): boolean {
  const { database, access, policy } = scope;
  if (rows.kind !== 'table' || relation.list !== null || relation.from.kind !== 'columns') return false;
  if (relation.codecs.some((codec) => !keyCodecs[codec].single)) return false;
  if (access === 'own' && policy.subjectField(target.name) !== null) return false;
  const info = tableInfo(target.table, database);
  const references = relation.references.map(database.dialect.fold);
  const areOneKind = relation.from.columns.every((column, index) => {
    const [left, right] = [
      columnInfo(rows.table.info, column, database.dialect),
      columnInfo(info, relation.references[index] ?? '', database.dialect),
    ];
    return left.family === right.family && (left.family !== 'other' || left.cast === right.cast);
  });
  if (!areOneKind) return false;
  return info.uniqueKeys.some((unique) => unique.every((column) => references.includes(column)));
}

/** What child rows are found by: positions in the parent's row, and how to read them. */
function relationKeys(
  relation: RelationField,
  type: TypeMapping,
  rows: RowScope,
): { readonly at: readonly number[]; readonly codecs: readonly KeyCodec[] } {
  const { from } = relation;
  if (from.kind === 'columns') {
    if (rows.kind === 'keys') throw new MissingInDatabase(`${type.name} has no table`);
    // The child's codec reads the parent's form too: both sides hold the same kind of key.
    return {
      at: from.columns.map((column) => rows.read.column(rows.table, column)),
      codecs: codecsOf(relation.codecs),
    };
  }
  const fields = from.fields.map((name) => type.fields.get(name)).filter((field) => field?.kind === 'value');
  return {
    at: fields.flatMap((field) => valuePositions(field, rows)),
    // What is no key in itself is read as the kind of key it is held against.
    codecs: fields.flatMap((field, index) =>
      field.value.codecs.map((codec) => keyCodecs[codec === 'TEXT' ? (relation.codecs[index] ?? codec) : codec]),
    ),
  };
}

function compileThrough(
  request: FieldRequest,
  field: Extract<FieldMapping, { kind: 'through' }>,
  scope: CompileScope,
): FieldPlan {
  const relation = request.type.fields.get(field.relation);
  const target = relation?.kind === 'relation' ? scope.mapping.types.get(relation.target) : undefined;
  if (relation?.kind !== 'relation' || target === undefined)
    throw new MissingInDatabase(`${request.type.name} has no relation “${field.relation}”`);
  // The relation is compiled as if a client had asked its type for this one field.
  const inner: ValueField = { kind: 'value', name: field.name, place: field.place, value: field.value };
  const types = new Map([
    ...scope.mapping.types,
    [target.name, { ...target, fields: new Map([...target.fields, [field.name, inner]]) }],
  ]);
  const selections: readonly SelectionSetNode[] = [
    { kind: Kind.SELECTION_SET, selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: field.name } }] },
  ];
  const from = compileRelation({ ...request, selections }, relation, {
    ...scope,
    mapping: { ...scope.mapping, types },
  });
  return from.kind === 'null' ? from : { kind: 'through', key: request.key, from, inner: field.name };
}

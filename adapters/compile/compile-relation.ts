import { Kind, print, type SelectionSetNode } from 'graphql';
import { codecsOf, keyCodecs, type KeyCodec } from '../codecs/key-codec.ts';
import { isOneKind } from '../database/dialect.ts';
import type { FieldMapping, RelationField, TableMapping, TypeMapping, ValueField } from '../mapping/model.ts';
import {
  valuePositions,
  type CompileScope,
  type FieldRequest,
  type ObjectCompiler,
  type RowScope,
} from './compile-scope.ts';
import { childOnce, compileJoined } from './compile-row.ts';
import type { ChildPlan, FieldPlan } from './plan.ts';
import { leadsToOwn } from './leads-to-own.ts';
import { masker } from './masker.ts';
import { columnInfo, MissingInDatabase, tableInfo } from './table-read.ts';
import type { Walk } from './walked-match.ts';

export type RelationScope = {
  readonly scope: CompileScope;
  readonly compileObject: ObjectCompiler;
  /** Are counts and sums over the rows wanted, in place of the rows? */
  readonly isAggregate?: boolean;
  /** The only value that is wanted of the row, where a field reads it through the relation. */
  readonly through?: ValueField;
};

type Relation = Extract<FieldPlan, { readonly kind: 'joined' | 'child' }>;

/** A relation to other rows: a join where it finds one row at most, else a page of its own for each parent. */
export function compileRelation(
  request: FieldRequest,
  relation: RelationField,
  { scope, compileObject, isAggregate = false, through }: RelationScope,
): Relation | Extract<FieldPlan, { readonly kind: 'null' | 'withheld' }> {
  const related = scope.mapping.types.get(relation.target);
  if (related === undefined || !hasTable(related)) throw new MissingInDatabase(`${relation.target} has no table`);
  const target = narrowed(related, relation);
  const { key, node, type, rows, selections } = request;
  const underSubject = leadsToOwn(relation, { type, underSubject: rows.underSubject }, scope);
  if (tellsOfPeople(type, relation, target, scope)) return { kind: 'withheld', key, nonNull: false };
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
      object: compileJoined(
        { type: target, selections, rows: { ...rows, table: joined, underSubject } },
        through ?? null,
        { scope, compileObject },
      ),
    };
  }
  const { at, codecs } = relationKeys(relation, type, rows);
  // The representation was found by another key: what is not there can't be looked up by.
  if (at.includes(-1)) return { kind: 'null', key };
  const reads = `${relation.owner ?? type.name}.${relation.name}`;
  const { references: match, link, list } = relation;
  const walk = walkOf(relation);
  const keyFields = relation.from.kind === 'fields' ? relation.from.fields.map((name) => type.fields.get(name)) : [];
  const given = [(node.arguments ?? []).map(print), selections.map(print), through ?? null];
  const identity = [{ ...relation, reads }, at, keyFields, given, isAggregate, underSubject];
  const child = childOnce(rows, identity, (only): ChildPlan => {
    const ofOthers = isAggregate && isOfOthers(type, node.name.value, { relation, target, scope });
    const page = scope.compilePage({ reads, type: target, match, link, walk, list, isAggregate, ofOthers, underSubject, node, selections }, scope); // prettier-ignore
    const made = { reads, at, parentCodecs: codecs, childCodecs: codecsOf(relation.codecs), node, page, only };
    rows.children.push(made);
    return made;
  });
  return { kind: 'child', key, child };
}

type Leading = { readonly relation: RelationField; readonly target: TypeMapping; readonly scope: CompileScope };

/** Are the rows of people, and not all of the one person whose row leads to them? */
function isOfOthers(type: TypeMapping, field: string, { relation, target, scope }: Leading): boolean {
  const { view, policy } = scope;
  if (!view.seesOthers || !policy.isPersonal(type.name, field)) return false;
  const [parent, subject] = [policy.subjectField(type.name), policy.subjectField(target.name)];
  if (parent === null) return true;
  if (subject === null) return target.possible.some((each) => policy.subjectField(each) !== null);
  const { from, references, link } = relation;
  const [mine, theirs] = [columnOf(type, parent), columnOf(target, subject)];
  const isMine = from.kind === 'fields' ? from.fields.includes(parent) : from.columns.some((each) => each === mine);
  return !(isMine && link === null && walkOf(relation) === null && references.some((each) => each === theirs));
}

function columnOf({ fields }: TypeMapping, name: string): string | undefined {
  const field = fields.get(name);
  return field?.kind === 'value' ? field.value.columns[0] : undefined;
}

/** Which of an interface's types somebody's row is, is said by what it holds: to nobody. */
const tellsOfPeople = (type: TypeMapping, { name }: RelationField, target: TypeMapping, { view, policy }: CompileScope) =>
  (view.access === 'none' || (view.access === 'agent' && !view.hasOwnRule(target.name))) && target.possible.length > 0 && policy.subjectField(target.name) !== null && !policy.isPublic(type.name, name); // prettier-ignore

const walkOf = ({ from, upTo }: RelationField): Walk | null =>
  upTo === null || from.kind !== 'columns' ? null : { columns: from.columns, upTo };

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
  const { database, view, policy } = scope;
  if (rows.kind !== 'table' || relation.list !== null || relation.from.kind !== 'columns') return false;
  if (relation.link !== null) return false;
  if (relation.codecs.some((codec) => !keyCodecs[codec].single)) return false;
  if (view.access === 'own' && policy.subjectField(target.name) !== null) return false;
  if (view.restrictions(target.name).length > 0) return false;
  const info = tableInfo(target.table, database);
  const references = relation.references.map(database.dialect.fold);
  const areOneKind = relation.from.columns.every((column, index) =>
    isOneKind(
      columnInfo(rows.table.info, column, database.dialect),
      columnInfo(info, relation.references[index] ?? '', database.dialect),
    ),
  );
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
    if (rows.kind !== 'table') throw new MissingInDatabase(`${type.name} has no table`);
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

/** A value of the row that a to-one relation leads to. */
export function compileThrough(
  request: FieldRequest,
  field: Extract<FieldMapping, { kind: 'through' }>,
  { scope, compileObject }: RelationScope,
): FieldPlan {
  const relation = request.type.fields.get(field.relation);
  const target = relation?.kind === 'relation' ? scope.mapping.types.get(relation.target) : undefined;
  if (relation?.kind !== 'relation' || target === undefined)
    throw new MissingInDatabase(`${request.type.name} has no relation “${field.relation}”`);
  // The relation is compiled as if a client had asked its type for this one field.
  const inner: ValueField = { kind: 'value', name: field.name, place: field.place, value: field.value };
  const types = new Map([
    ...scope.mapping.types,
    // The value is a column's, whatever of an interface or union the row is.
    [target.name, { ...target, possible: [], fields: new Map([...target.fields, [field.name, inner]]) }],
  ]);
  const selections: readonly SelectionSetNode[] = [
    { kind: Kind.SELECTION_SET, selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: field.name } }] },
  ];
  // What is shown of it says the field that is asked for, under whatever name it is read there.
  const view = { ...scope.view, mask: () => null };
  const inside = { ...scope, view, mapping: { ...scope.mapping, types } };
  const from = compileRelation({ ...request, selections }, relation, { scope: inside, compileObject, through: inner });
  return from.kind === 'null' || from.kind === 'withheld'
    ? from
    : {
        kind: 'through',
        key: request.key,
        from,
        inner: field.name,
        mask: masker(field, { type: request.type, underSubject: request.rows.underSubject }, scope),
      };
}

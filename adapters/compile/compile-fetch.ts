import { isAbstractType, Kind, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { Policy } from '../../schema/policy.ts';
import type { View } from '../../schema/view.ts';
import { keyCodecs } from '../codecs/key-codec.ts';
import type { Mapping, RootMapping, TableMapping, TypeMapping, ValueField } from '../mapping/model.ts';
import { storedForms } from '../values/stored-forms.ts';
import { compileObject } from './compile-object.ts';
import type { CompileScope, RowScope } from './compile-scope.ts';
import { compilePage } from './compile-page.ts';
import type { EntityPlan, EntitySource, EntityTypePlan, FetchPlan, RootPlan } from './plan.ts';
import { fragmentsOf, operationOf, selectFields, type SelectedField } from './selection.ts';
import type { Database } from './table-read.ts';

export type FetchRequest = {
  readonly document: DocumentNode;
  readonly mapping: Mapping;
  /** The mapped SDL as a schema, for abstract types and arguments. */
  readonly schema: GraphQLSchema;
  readonly database: Database;
  readonly policy: Policy;
  readonly view: View;
  readonly digest: (text: string) => string;
  /** Values of the variables that @skip and @include ask. */
  readonly isTrue: (variable: string) => boolean;
};

/** Compiles one fetch for one view and one set of conditions. Pure; statements are rendered when first wanted. */
export function compileFetch({ document, isTrue, ...request }: FetchRequest): FetchPlan {
  const selection = { schema: request.schema, fragments: fragmentsOf(document), isTrue };
  const scope: CompileScope = { ...request, selection, compilePage };
  const operation = operationOf(document);
  return {
    roots: selectFields([operation.selectionSet], 'Query', selection).map((field) => compileRoot(field, scope)),
  };
}

function compileRoot(field: SelectedField, scope: CompileScope): RootPlan {
  const { key, node, selections } = field;
  const name = node.name.value;
  if (name === '__typename') return { kind: 'typename', key, typename: 'Query' };
  if (name === '_entities') return { kind: 'entities', key, types: compileEntities(field, scope) };
  const root = scope.mapping.roots.get(name);
  const type = root === undefined ? undefined : scope.mapping.types.get(root.target);
  if (root === undefined || type === undefined || !hasTable(type)) throw new TypeError(`Query.${name} is not mapped`);
  if (isWithheld(root, scope)) return { kind: 'withheld', key };
  // That a row is found by a value tells the value.
  if (root.kind === 'lookup' && root.arguments.some((each) => scope.view.isClosed(type.name, each)))
    return { kind: 'withheld', key };
  if (root.kind === 'lookup')
    return { kind: 'lookup', key, node, entity: compileEntity(type, { fields: root.arguments, field, scope }) };
  const [isAggregate, list] = [root.kind === 'aggregate', root.list];
  const ofOthers = scope.view.seesOthers && scope.policy.isPersonal('Query', name);
  const page = compilePage(
    { reads: `Query.${name}`, type, match: null, list, isAggregate, ofOthers, underSubject: false, node, selections },
    scope,
  );
  return { kind: 'list', key, node, page };
}

/** Nobody learns who exists and how many there are but whom all rows, or the rows' own rule, are for. */
function isWithheld({ name, target }: RootMapping, { view, policy }: CompileScope): boolean {
  if (view.isClosed('Query', name)) return true;
  const readsPeople = policy.subjectField(target) !== null && !policy.isPublic('Query', name);
  if (view.access === 'all' || !(readsPeople || policy.isPersonal('Query', name))) return false;
  return view.access === 'none' || !view.hasOwnRule(target);
}

const hasTable = (type: TypeMapping): type is TypeMapping & { readonly table: TableMapping } => type.table !== null;

/** One plan for each type the selection may answer. */
function compileEntities(field: SelectedField, scope: CompileScope): ReadonlyMap<string, EntityTypePlan> {
  const asked = new Set(conditionTypes(field, scope));
  const types = [...scope.mapping.types.values()].filter(
    (type) => type.keys.length > 0 && type.possible.length === 0 && (asked.has(type.name) || asked.has('_Entity')),
  );
  return new Map(
    types.map((type) => [
      type.name,
      { typename: type.name, keys: type.keys.map((fields) => compileEntity(type, { fields, field, scope })) },
    ]),
  );
}

/** Names of the types that the fragments on `_entities` are for. */
function conditionTypes(field: SelectedField, scope: CompileScope): readonly string[] {
  return field.selections.flatMap((set) =>
    set.selections.flatMap((selection): readonly string[] => {
      if (selection.kind === Kind.FIELD) return ['_Entity'];
      const condition =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.typeCondition
          : scope.selection.fragments.get(selection.name.value)?.typeCondition;
      return condition === undefined ? ['_Entity'] : possibleTypes(condition.name.value, scope.selection.schema);
    }),
  );
}

function possibleTypes(name: string, schema: GraphQLSchema): readonly string[] {
  const type = schema.getType(name);
  return isAbstractType(type) ? schema.getPossibleTypes(type).map((each) => each.name) : [name];
}

type EntityRequest = {
  readonly fields: readonly string[];
  readonly field: SelectedField;
  readonly scope: CompileScope;
};

function compileEntity(type: TypeMapping, { fields, field, scope }: EntityRequest): EntityPlan {
  const keys = fields.map((name) => keyField(type, name));
  const subject = scope.policy.subjectField(type.name);
  const subjectAt = subject === null ? -1 : fields.indexOf(subject);
  return {
    fields,
    match: (representation) => matchForms(keys, representation, scope.mapping),
    subjectKey: subjectAt < 0 ? null : { at: subjectAt, codec: keyCodecs[keys[subjectAt]?.value.codecs[0] ?? 'TEXT'] },
    source: entitySource(type, keys, { fields, field, scope }),
  };
}

function keyField(type: TypeMapping, name: string): ValueField {
  const field = type.fields.get(name);
  if (field?.kind !== 'value') throw new TypeError(`${type.name}.${name} is no mapped key`);
  return field;
}

function entitySource(type: TypeMapping, keys: readonly ValueField[], { field, scope }: EntityRequest): EntitySource {
  const selections = field.selections;
  if (hasTable(type)) {
    const match = keys.flatMap((key) => key.value.columns);
    return {
      kind: 'table',
      page: compilePage(
        {
          reads: `${type.name} by ${keys.map((key) => key.name).join(', ')}`,
          type,
          match,
          list: null,
          underSubject: false,
          node: null,
          selections,
        },
        scope,
      ),
    };
  }
  const required = requiredFields(type, keys);
  const given = [...keys, ...required];
  const rows: RowScope = {
    kind: 'keys',
    fields: given.map((each) => each.name),
    children: [],
    references: [],
    underSubject: false,
  };
  const object = compileObject({ type, selections, rows }, scope);
  const { children, references } = rows;
  return {
    kind: 'keys',
    rows: { reads: type.name, children, references },
    object,
    read: representationReader(given, keys),
  };
}

/** Fields that others hold and relations of this type are found by; the planner brings them with `@requires`. */
function requiredFields(type: TypeMapping, keys: readonly ValueField[]): readonly ValueField[] {
  const names = [...type.fields.values()].flatMap((field) =>
    field.kind === 'relation' && field.from.kind === 'fields' ? field.from.fields : [],
  );
  return [...new Set(names)].flatMap((name) => {
    const field = type.fields.get(name);
    return field?.kind === 'value' && !keys.includes(field) ? [field] : [];
  });
}

/**
 * Reads the row that a representation is; null where it lacks a part of the key. A part it does not have at all is
 * not in the row: unknown is not the same as none.
 */
function representationReader(fields: readonly ValueField[], keys: readonly ValueField[]) {
  const codecs = fields.map((field) => keyCodecs[field.value.codecs[0] ?? 'TEXT']);
  return (representation: Readonly<Record<string, unknown>>): readonly (string | null)[] | null => {
    const row: (string | null)[] = [];
    for (const [index, { name }] of fields.entries()) {
      const each = representation[name];
      if (typeof each === 'string' || typeof each === 'number') row[index] = codecs[index]?.read(String(each)) ?? '';
      else if (index < keys.length) return null;
      else if (each !== undefined) row[index] = null;
    }
    return row;
  };
}

/** The stored forms of every column that the key's fields are read from. */
function matchForms(
  keys: readonly ValueField[],
  representation: Readonly<Record<string, unknown>>,
  mapping: Mapping,
): readonly (readonly string[])[] | null {
  const forms: (readonly string[])[] = [];
  for (const key of keys) {
    const own = storedForms(key.value, representation[key.name], mapping.enums);
    if (own === null) return null;
    forms.push(...own);
  }
  return forms;
}

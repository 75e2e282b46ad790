import { print } from 'graphql';
import type { Condition } from '../mapping/condition.ts';
import { mappingText } from '../mapping/mapping-text.ts';
import type { TypeMapping } from '../mapping/model.ts';
import type { CompileScope, KeptPlan, ObjectCompiler, ObjectRequest, RowScope } from './compile-scope.ts';
import type { ChildPlan, ReferencePlan, RowObjectPlan, RowUse } from './plan.ts';

type RowCompiler = { readonly scope: CompileScope; readonly compileObject: ObjectCompiler };

/** A row's object: of its type or, where that is an interface or union, of each type that it may be. */
export function compileRow(request: ObjectRequest, { scope, compileObject }: RowCompiler): RowObjectPlan {
  const { type, rows } = request;
  if (type.possible.length === 0 || rows.kind !== 'table') return compileObject(request, scope);
  const possible = type.possible.flatMap((name) => scope.mapping.types.get(name) ?? []);
  const own = scope.mapping.types.get(type.name) ?? type;
  const at = rows.read.firstThatHolds(
    rows.table,
    possible.map((each) => whatTells(each, own)),
  );
  const above = rows.use ?? null;
  return {
    kind: 'oneOf',
    typename: type.name,
    at,
    objects: possible.map((each, index) =>
      compileObject({ ...request, type: each, rows: { ...rows, use: { kind: 'is', at, index, above } } }, scope),
    ),
  };
}

/** What rows of the interface are of this type by; what all its rows meet need not be asked again. */
function whatTells({ table }: TypeMapping, { table: whole }: TypeMapping): Condition | null {
  const [own, inherited] = [table?.where ?? null, table?.inherited ?? null];
  if (own === null || inherited === null || mappingText(inherited) === mappingText(whole?.where)) return own;
  return { kind: 'and', parts: [inherited, own] };
}

/**
 * The object of a row that is joined to the row. Types of one row that lead to it alike share it: else each would be
 * compiled for each of the types above, and theirs.
 * @param through what is read through the relation that joins it
 */
export function compileJoined(request: ObjectRequest, through: unknown, compiler: RowCompiler): RowObjectPlan {
  const { type, rows, selections } = request;
  if (rows.kind !== 'table') return compileRow(request, compiler);
  const identity = [rows.table.alias, type.name, selections.map(print), rows.underSubject, through];
  return once(rows.use, rows.kept.rows, identity, (use) =>
    compileRow({ ...request, rows: use === null ? rows : { ...rows, use } }, compiler),
  );
}

/** Everything that decides what is read, where for, and how, in words that two types of a row have alike. */
type Identity = readonly unknown[];

/** The plan of a child for rows of this type: the one that another of their types made, where it wants the same. */
export const childOnce = (rows: RowScope, identity: Identity, make: (only: RowUse | null) => ChildPlan): ChildPlan =>
  rows.kind === 'table' ? once(rows.use, rows.kept.children, identity, make) : make(null);

/** The same of a reference. */
export const referenceOnce = (
  rows: Extract<RowScope, { readonly kind: 'table' }>,
  identity: Identity,
  make: (only: RowUse | null) => ReferencePlan,
): ReferencePlan => once(rows.use, rows.kept.references, identity, make);

function once<Plan>(
  use: RowUse | undefined,
  kept: Map<string, KeptPlan<Plan>>,
  identity: Identity,
  make: (use: RowUse | null) => Plan,
): Plan {
  // Where all rows are of one type, nothing is asked twice.
  if (use === undefined) return make(null);
  const key = mappingText(identity);
  const known = kept.get(key);
  known?.uses.push(use);
  if (known !== undefined) return known.plan;
  const uses = [use];
  const plan = make({ kind: 'any', uses });
  kept.set(key, { plan, uses });
  return plan;
}

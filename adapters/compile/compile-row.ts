import { mappingText } from '../mapping/mapping-text.ts';
import type { CompileScope, ObjectCompiler, ObjectRequest, OneOfRows } from './compile-scope.ts';
import type { ChildPlan, OnlyRows, ReferencePlan, RowObjectPlan } from './plan.ts';

/** A row's object: of its type or, where that is an interface or union, of each type that it may be. */
export function compileRow(
  request: ObjectRequest,
  { scope, compileObject }: { readonly scope: CompileScope; readonly compileObject: ObjectCompiler },
): RowObjectPlan {
  const { type, rows } = request;
  if (type.possible.length === 0 || rows.kind !== 'table') return compileObject(request, scope);
  const possible = type.possible.flatMap((name) => scope.mapping.types.get(name) ?? []);
  const at = rows.read.firstThatHolds(
    rows.table,
    possible.map(({ table }) => table?.where ?? null),
  );
  const kept = { children: new Map(), references: new Map() } as const;
  return {
    kind: 'oneOf',
    typename: type.name,
    at,
    objects: possible.map((each, index) =>
      compileObject({ ...request, type: each, rows: { ...rows, oneOf: { at, index, ...kept } } }, scope),
    ),
  };
}

/** Everything that decides what is read, in words that two types of a row have alike. */
export type Identity = readonly unknown[];

/** The plan of a child for rows of this type: the one that another of their types made, where it wants the same. */
export const childOnce = (
  rows: OneOfRows | undefined,
  identity: Identity,
  make: (only: OnlyRows | null) => ChildPlan,
) => once(rows, rows?.children, { identity, make });

/** The same of a reference. */
export const referenceOnce = (
  rows: OneOfRows | undefined,
  identity: Identity,
  make: (only: OnlyRows | null) => ReferencePlan,
) => once(rows, rows?.references, { identity, make });

function once<Plan>(
  rows: OneOfRows | undefined,
  kept: Map<string, { readonly plan: Plan; readonly of: Set<number> }> | undefined,
  { identity, make }: { readonly identity: Identity; readonly make: (only: OnlyRows | null) => Plan },
): Plan {
  if (rows === undefined || kept === undefined) return make(null);
  const key = mappingText(identity);
  const known = kept.get(key);
  known?.of.add(rows.index);
  if (known !== undefined) return known.plan;
  const of = new Set([rows.index]);
  const plan = make({ at: rows.at, of });
  kept.set(key, { plan, of });
  return plan;
}

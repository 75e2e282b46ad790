import type { FieldNode, SelectionSetNode } from 'graphql';
import type { Policy } from '../../schema/policy.ts';
import type { View } from '../../schema/view.ts';
import type {
  FieldMapping,
  LinkMapping,
  ListMapping,
  Mapping,
  TableMapping,
  TypeMapping,
  ValueField,
} from '../mapping/model.ts';
import type { ChildPlan, ObjectPlan, PagePlan, ReferencePlan, RowObjectPlan, RowUse } from './plan.ts';
import type { SelectionScope } from './selection.ts';
import type { AliasedTable, Database, TableRead } from './table-read.ts';
import type { Walk } from './walked-match.ts';

/** Everything a fetch is compiled in. */
export type CompileScope = {
  readonly mapping: Mapping;
  readonly database: Database;
  readonly policy: Policy;
  /** Which rows and fields the statements may reach; part of a plan's identity. */
  readonly view: View;
  /** Keyed; what `@mask` gives in place of a value that is only to be told from others. */
  readonly digest: (text: string) => string;
  readonly selection: SelectionScope;
  /** Objects hold pages and pages hold objects; the page compiler is handed in. */
  readonly compilePage: (request: PageRequest, scope: CompileScope) => PagePlan;
};

export type PageRequest = {
  /** For people and cursors: `Citizen.household`, `Query.citizens`. */
  readonly reads: string;
  readonly type: TypeMapping & { readonly table: TableMapping };
  /** Columns that the keys lead to; null for a list at the root. */
  readonly match: readonly string[] | null;
  /** The table that leads to them, where the columns do not hold the keys themselves. */
  readonly link?: LinkMapping | null;
  /** How the rows that are found lead to more of the list. */
  readonly walk?: Walk | null;
  readonly list: ListMapping | null;
  /** Are counts and sums over the rows wanted, in place of the rows? */
  readonly isAggregate?: boolean;
  /** Are these others' rows, of which no number may be given that rests on few people? */
  readonly ofOthers?: boolean;
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
      /** Which rows the fields are of, where the row says of which type it is; absent where all rows are of one. */
      readonly use?: RowUse;
      /** What is compiled already for some of the types. */
      readonly kept: KeptPlans;
    }
  /** An object in JSON: all its fields are read from its text, the row's only value. */
  | {
      readonly kind: 'json';
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

/** What is read for rows of several types alike, by what makes it the same. */
export type KeptPlans = {
  readonly children: Map<string, KeptPlan<ChildPlan>>;
  readonly references: Map<string, KeptPlan<ReferencePlan>>;
  readonly rows: Map<string, KeptPlan<RowObjectPlan>>;
};

/** A plan, and the rows it is used for: there may come more. */
export type KeptPlan<Plan> = { readonly plan: Plan; readonly uses: RowUse[] };

export const noPlans = (): KeptPlans => ({ children: new Map(), references: new Map(), rows: new Map() });

export type ObjectRequest = {
  readonly type: TypeMapping;
  readonly selections: readonly SelectionSetNode[];
  readonly rows: RowScope;
  /** Is the object made of another type's row, whose rule alone lets anybody through? */
  readonly isEmbedded?: boolean;
};

export type FieldRequest = {
  readonly key: string;
  readonly node: FieldNode;
  readonly field: FieldMapping;
  readonly selections: readonly SelectionSetNode[];
  readonly type: TypeMapping;
  readonly rows: RowScope;
};

/** Objects hold relations and relations hold objects; the object compiler is handed in. */
export type ObjectCompiler = (request: ObjectRequest, scope: CompileScope) => ObjectPlan;

/** Positions in the row of the columns a field's value is read from; -1 for a key that is not there. */
export function valuePositions(field: ValueField, rows: RowScope): readonly number[] {
  if (rows.kind === 'keys') return [rows.fields.indexOf(field.name)];
  if (rows.kind === 'json') return [0];
  return field.value.columns.map((column) => rows.read.column(rows.table, column));
}

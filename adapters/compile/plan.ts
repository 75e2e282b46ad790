import type { FieldNode } from 'graphql';
import type { KeyCodec } from '../codecs/key-codec.ts';
import type { CursorValue } from '../database/cursor-value.ts';
import type { FilterValue } from '../database/dialect.ts';
import type { AggregateFieldPlan, GroupGuard } from '../aggregates/aggregate-plan.ts';
import type { GroupValue } from '../aggregates/group-value.ts';
import type { AskedGroup } from '../aggregates/asked-group.ts';
import type { AskedOrder, AskedValue, Filter } from '../filters/filter.ts';
import type { TypeMapping } from '../mapping/model.ts';
import type { OwnIdentifier, SqlValue, Statement } from '../sql/sql.ts';
import type { JsonReader } from '../values/json-objects.ts';
import type { RowReader } from '../values/read-value.ts';
import type { Unreadable } from '../values/unreadable.ts';
import type { PageCut } from './keyset.ts';

/**
 * A fetch, compiled: which rows to read with which statements, and how to write objects from them.
 * It holds no value of any request.
 */
export type FetchPlan = { readonly roots: readonly RootPlan[] };

export type RootPlan =
  | { readonly kind: 'typename'; readonly key: string; readonly typename: string }
  | { readonly kind: 'withheld'; readonly key: string }
  | { readonly kind: 'list'; readonly key: string; readonly node: FieldNode; readonly page: PagePlan }
  | { readonly kind: 'lookup'; readonly key: string; readonly node: FieldNode; readonly entity: EntityPlan }
  | { readonly kind: 'entities'; readonly key: string; readonly types: ReadonlyMap<string, EntityTypePlan> };

/** How the entities of one type are found, for each of its keys. */
export type EntityTypePlan = {
  readonly typename: string;
  /** Keys in the order they are tried on a representation. */
  readonly keys: readonly EntityPlan[];
};

export type EntityPlan = {
  /** Fields of the representation that make the key. */
  readonly fields: readonly string[];
  /** Canonical key → the stored forms of each matched column; null where it can't be any row's. */
  readonly match: (representation: Readonly<Record<string, unknown>>) => readonly (readonly string[])[] | null;
  /** Position in `fields` of the person's id, where the key tells whose record it is. */
  readonly subjectKey: { readonly at: number; readonly codec: KeyCodec } | null;
  readonly source: EntitySource;
};

export type EntitySource =
  | { readonly kind: 'table'; readonly page: PagePlan }
  /** A type this department only extends: the row is the canonical key itself. */
  | {
      readonly kind: 'keys';
      readonly rows: RowPlan;
      readonly object: ObjectPlan;
      /** Null where the representation holds no key. */
      readonly read: (representation: Readonly<Record<string, unknown>>) => readonly (string | null)[] | null;
    };

/** One set of rows: what each row holds, and what is read for them next. */
export type RowPlan = {
  /** What a row is of, for people: `Citizen`. */
  readonly reads: string;
  readonly children: readonly ChildPlan[];
  readonly references: readonly ReferencePlan[];
};

/** Entities that others hold, named by columns of rows already read: no statement, but what hangs below them. */
export type ReferencePlan = {
  /** For people: `Case.applicant`. */
  readonly reads: string;
  /** Positions in the row of the key's columns, and how to read them. */
  readonly at: readonly number[];
  readonly codecs: readonly KeyCodec[];
  readonly rows: RowPlan;
  readonly object: ObjectPlan;
  /** May it be given only to the person it is? */
  readonly own: boolean;
  /** Null for all. */
  readonly only: RowUse | null;
};

/** Rows of another table that belong to rows already read; one statement for all of them. */
export type ChildPlan = {
  /** For people: `Citizen.household`. */
  readonly reads: string;
  /** Positions in the parent's row of what the child rows are found by. */
  readonly at: readonly number[];
  /** Stored parent value → canonical, one for each position. */
  readonly parentCodecs: readonly KeyCodec[];
  /** Canonical → stored forms in the child's column, one for each position. */
  readonly childCodecs: readonly KeyCodec[];
  readonly node: FieldNode;
  readonly page: PagePlan;
  /** The rows it is read for; null for all. */
  readonly only: RowUse | null;
};

/** A page of rows for each of many parents, for each key, or at the root. */
export type PagePlan = {
  readonly reads: string;
  readonly rows: RowPlan;
  /** Can the text be in the matched column? By position of the match. */
  readonly fits: readonly ((text: string) => boolean)[];
  /** The same of the columns that must hold what identifies the caller. */
  readonly fitsOwn: (identifier: OwnIdentifier, text: string) => boolean;
  /** Are some rows the caller's own by other identifiers than the id? */
  readonly wantsIdentifiers: boolean;
  /** As a cursor holds it → as it is bound. */
  readonly fromCursor: (value: CursorValue) => SqlValue;
  /** The list as a filter and an order of this shape give it; both null for the list as it stands. Kept, so many of them. */
  readonly view: (shape: ViewShape) => PageView;
  readonly shape: PageShape;
};

/** What of a request decides which text a page's statements have. */
export type ViewShape = {
  readonly filter: Filter | null;
  readonly orderBy: readonly AskedOrder[] | null;
  /** Only of aggregates. */
  readonly groupBy: readonly AskedGroup[];
};

/** The list as it stands. */
export const plainView: ViewShape = { filter: null, orderBy: null, groupBy: [] };

/** How rows of several keys are read without a page for each. */
export type ScanPlan = {
  /** Gives rows of all keys in their order, the ordinal or the text of the key last in each; its limit is of all of them together. */
  readonly statement: Statement;
  /** Can rows be told to be this form's by their text? Null where they bear ordinals. */
  readonly isPlain: ((form: string) => boolean) | null;
};

/** A page's rows under one filter and in one order. */
export type PageView = {
  /** Name of the list in cursors: `civil-registry Citizen.members [...]`. */
  readonly list: string;
  /** The values of a row that cursors hold: at which position, and how they are written. */
  readonly order: readonly { readonly at: number; readonly toCursor: (value: SqlValue) => CursorValue }[];
  readonly statement: (cut: PageCut) => Statement;
  /** The same for the only form of the only key there is; null where there is no such statement. */
  readonly soleStatement: (cut: PageCut) => Statement | null;
  /** The rows of several keys, unparted; null where there is no such statement. */
  readonly scan: (cut: PageCut) => ScanPlan | null;
  readonly count: () => Statement;
  /** Of aggregates: for each field that is grouped by, where its value stands in a row, and how it is read. */
  readonly groups: ReadonlyMap<string, { readonly at: number; readonly read: GroupValue['read'] }>;
  /** The values of a filter of this shape → what its slots hold. */
  readonly bindFilter: (values: readonly AskedValue[]) => readonly FilterValue[];
};

export type PageShape =
  /** Counts and sums over the rows: a row for each group. */
  | {
      readonly kind: 'aggregate';
      readonly type: TypeMapping;
      readonly typename: string;
      readonly fields: readonly AggregateFieldPlan[];
      /** What tells which groups are of too few people; null where all of them may be given. */
      readonly guard: GroupGuard | null;
    }
  /** At most one row; two are read, so that a second one is noticed. */
  | { readonly kind: 'one'; readonly object: RowObjectPlan }
  | {
      readonly kind: 'connection';
      /** Type of the rows: what its filters and orders name. */
      readonly type: TypeMapping;
      readonly max: number;
      readonly default: number;
      readonly fields: readonly ConnectionField[];
      readonly wantsRows: boolean;
      readonly wantsCount: boolean;
    };

export type ConnectionField =
  | { readonly kind: 'typename'; readonly key: string; readonly typename: string }
  | { readonly kind: 'nodes'; readonly key: string; readonly object: RowObjectPlan }
  | { readonly kind: 'edges'; readonly key: string; readonly fields: readonly EdgeField[] }
  | { readonly kind: 'pageInfo'; readonly key: string; readonly fields: readonly PageInfoField[] }
  | { readonly kind: 'totalCount'; readonly key: string };

export type EdgeField =
  | { readonly kind: 'typename'; readonly key: string; readonly typename: string }
  | { readonly kind: 'node'; readonly key: string; readonly object: RowObjectPlan }
  | { readonly kind: 'cursor'; readonly key: string };

export type PageInfoField = {
  readonly key: string;
  readonly kind: 'typename' | 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor';
};

/** How a row is written: as an object of one type, or of that of several which it says it is. */
export type RowObjectPlan = ObjectPlan | OneOfPlan;

export type OneOfPlan = {
  readonly kind: 'oneOf';
  /** The interface or union. */
  readonly typename: string;
  /** Position in the row of the number that tells which; null there is a row of none. */
  readonly at: number;
  readonly objects: readonly ObjectPlan[];
};

/** Rows that something is read for. */
export type RowUse =
  /** Those of one type, where the number at a position of the row tells which it is, among those above. */
  | { readonly kind: 'is'; readonly at: number; readonly index: number; readonly above: RowUse | null }
  | { readonly kind: 'any'; readonly uses: readonly RowUse[] };

/** How one object is written from one row; fields in the client's order. */
export type ObjectPlan = {
  readonly kind: 'object';
  readonly typename: string;
  readonly fields: readonly FieldPlan[];
  /** Whose personal data the object is. */
  readonly subject: { readonly at: number; readonly codec: KeyCodec } | null;
};

export type FieldPlan =
  | { readonly kind: 'typename'; readonly key: string }
  | { readonly kind: 'null'; readonly key: string }
  | { readonly kind: 'constant'; readonly key: string; readonly value: string | number | boolean }
  /** Personal data nobody signed in for; takes the object with it where the field can't be null. */
  | { readonly kind: 'withheld'; readonly key: string; readonly nonNull: boolean }
  | {
      readonly kind: 'value';
      readonly key: string;
      readonly field: string;
      readonly read: RowReader;
      readonly check: ((value: unknown) => boolean) | null;
      readonly nonNull: boolean;
    }
  /** Objects made of the same row's columns; each is there where any of its columns holds something. */
  | {
      readonly kind: 'embedded';
      readonly key: string;
      readonly isList: boolean;
      readonly parts: readonly EmbeddedPlan[];
    }
  /** Objects that JSON in a column of the same row holds; each is a row of its own whose only value is its text. */
  | {
      readonly kind: 'json';
      readonly key: string;
      readonly field: string;
      readonly at: number;
      readonly isList: boolean;
      readonly read: JsonReader;
      readonly object: ObjectPlan;
    }
  /** A to-one relation joined into the same row; absent where the column at `present` is null. */
  | { readonly kind: 'joined'; readonly key: string; readonly present: number; readonly object: RowObjectPlan }
  /** Rows read by a child plan of these rows. */
  | { readonly kind: 'child'; readonly key: string; readonly child: ChildPlan }
  /** An entity that others hold. */
  | { readonly kind: 'reference'; readonly key: string; readonly reference: ReferencePlan }
  /** What to show people, in the language that the node's argument asks for. */
  | {
      readonly kind: 'label';
      readonly key: string;
      readonly node: FieldNode;
      readonly at: readonly number[];
      readonly read: LabelReader;
    }
  /** A value read through a to-one relation: the only field of the object `from` writes. */
  | {
      readonly kind: 'through';
      readonly key: string;
      readonly from: Extract<FieldPlan, { readonly kind: 'joined' | 'child' }>;
      readonly inner: string;
      /** Leaves a part of the value; null where all of it is shown. */
      readonly mask: Masker | null;
    };

/** A value → what is shown of it; null where that is nothing. */
export type Masker = (value: unknown) => string | null;

export type EmbeddedPlan = {
  /** Positions in the row of all its columns. */
  readonly columns: readonly number[];
  readonly object: ObjectPlan;
};

/** Stored values → the label in both languages, null where it has none in one; `Unreadable` where the value is. */
export type LabelReader = (raws: readonly SqlValue[]) => Readonly<Record<'en' | 'zh', string | null>> | Unreadable;

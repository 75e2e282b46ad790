import type { Charset } from '../values/charset.ts';
import type { KeyCodecName } from '../codecs/key-codec.ts';
import type { Condition } from './condition.ts';

/**
 * A mapped SDL file, read: which rows are which types, which columns are which fields. Pure data,
 * the same for every dialect.
 */
export type Mapping = {
  readonly source: SourceMapping;
  readonly types: ReadonlyMap<string, TypeMapping>;
  readonly enums: ReadonlyMap<string, EnumMapping>;
  /** Fields of Query. */
  readonly roots: ReadonlyMap<string, RootMapping>;
};

/** Where something stands in the owner's file. Lines and columns count from 1. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

export type SourceMapping = {
  readonly place: Place;
  readonly name: string;
  readonly title: string | null;
  /** A database URL, or `env:NAME`. */
  readonly url: string;
  readonly timezone: string;
  /** Connections at once. */
  readonly pool: number;
  /** Statements waiting at once. */
  readonly queue: number;
  readonly statementTimeoutMs: number;
};

export type TypeMapping = {
  readonly place: Place;
  readonly name: string;
  /** Null for a type this department only extends: its rows are the keys it is asked with. */
  readonly table: TableMapping | null;
  /** Each `@key`, as field names; the first is the type's own. */
  readonly keys: readonly (readonly string[])[];
  readonly fields: ReadonlyMap<string, FieldMapping>;
  /**
   * Of an interface or union: the types one of which each row is, as the conditions on their tables tell. Its fields are
   * those that all of them read alike. Empty for an object type, whose rows are all of it.
   */
  readonly possible: readonly string[];
};

export type TableMapping = {
  readonly place: Place;
  readonly name: string;
  readonly schema: string | null;
  readonly where: Condition | null;
  /** What its interface or union says of rows that count, beside `where`. */
  readonly inherited: Condition | null;
  /** Which row wins when several have one key, best first. */
  readonly prefer: readonly ColumnOrder[];
};

export type ColumnOrder = { readonly column: string; readonly descending: boolean };

export type FieldMapping =
  | ValueField
  | ConstantField
  | EmbeddedField
  | RelationField
  | AggregateField
  | ReferenceField
  | ThroughField
  | LabelField
  | AbsentField;

export type ValueField = {
  readonly kind: 'value';
  readonly name: string;
  readonly place: Place;
  readonly value: ValueMapping;
};

/** The same value in every row, as the graph writes it. */
export type ConstantField = {
  readonly kind: 'constant';
  readonly name: string;
  readonly place: Place;
  readonly value: string | number | boolean;
};

/** An object, or a list of objects, made of columns of the same row or held by JSON in one. */
export type EmbeddedField = {
  readonly kind: 'embedded';
  readonly name: string;
  readonly place: Place;
  /** A type with neither table nor key here. */
  readonly target: string;
  /** What stands before the names of its columns; one for each object, none where JSON holds them. */
  readonly prefixes: readonly string[];
  /** Where JSON holds the objects: its column, and the path to them, empty for the whole; null for columns of their own. */
  readonly json: { readonly column: string; readonly path: string } | null;
  readonly isList: boolean;
};

/** How stored values become one value of the graph. */
export type ValueMapping = {
  /** Name of the scalar or enum. */
  readonly type: string;
  /** Empty on a type without a table, and in an object that JSON holds. */
  readonly columns: readonly string[];
  /** One for each column. */
  readonly codecs: readonly KeyCodecName[];
  /** Stands before an id in the graph and not in the column; empty for none. */
  readonly prefix: string;
  readonly formats: readonly string[];
  readonly nullIf: readonly string[];
  readonly scale: number | null;
  readonly trueIf: readonly string[];
  /** Stored values that mean false; empty where everything else does. */
  readonly falseIf: readonly string[];
  /** What stands between groups of digits: `,` in `1,234.50`; null for nothing. */
  readonly grouping: string | null;
  /** What the bytes of the text are, where the column says otherwise. */
  readonly charset: Charset | null;
  /** Path in the JSON that the column holds, empty for the whole; null where it holds none. */
  readonly json: string | null;
  /** What stands between the values of a list in one column; null where that is no list, or JSON. */
  readonly split: string | null;
  /** How several columns make one text; null where each stands for itself. */
  readonly combine: Combination | null;
  /** The characters of the text that the value is made of; null for all. */
  readonly part: TextPart | null;
  /** Is the field a list of values: of one column's, or one of each column? */
  readonly isList: boolean;
};

/** All the columns' texts with something between, or the first that holds anything. */
export type Combination = { readonly kind: 'join'; readonly between: string } | { readonly kind: 'first' };

/** Places of the first and the last character, counted from 1, or from the end with -1. Neither is 0. */
export type TextPart = { readonly from: number; readonly to: number };

export type RelationField = {
  readonly kind: 'relation';
  readonly name: string;
  readonly place: Place;
  /** The type of the related rows. */
  readonly target: string;
  readonly from: RelationSource;
  /** Columns of the target's table. */
  readonly references: readonly string[];
  /** The table between the two; null where the target's own columns are held against this type's. */
  readonly link: LinkMapping | null;
  /** One for each column the keys are held against; empty, while a file is being read, where the fields' own are meant. */
  readonly codecs: readonly KeyCodecName[];
  /** The interface or union whose types have the relation alike, in whose name its lists are; null for the type's own. */
  readonly owner: string | null;
  /** Rows of the target that count for this relation. */
  readonly where: Condition | null;
  /** Null for a relation to one row. */
  readonly list: ListMapping | null;
  /** How many times it is followed in all, again from every row it finds; null for once. */
  readonly upTo: number | null;
  /** Are its rows those of the person whose row leads to them, though others' rows may lead there as well? */
  readonly isOwn: boolean;
};

/** A table whose rows say which rows of two others belong together. */
export type LinkMapping = {
  /** Its `where` says which of its rows count. */
  readonly table: TableMapping;
  /** Columns that hold what the relation's rows are found by; as many as the relation's own side has. */
  readonly from: readonly string[];
  /** Columns that hold what the target's references do; as many as those. */
  readonly to: readonly string[];
};

/** Counts and sums over the rows of a list, beside it. */
export type AggregateField = {
  readonly kind: 'aggregate';
  readonly name: string;
  readonly place: Place;
  /** The type of the rows. */
  readonly target: string;
  /** The list. */
  readonly of: RelationField;
};

/** An entity that others hold, by its key in columns of this table: only the key can be given. */
export type ReferenceField = {
  readonly kind: 'reference';
  readonly name: string;
  readonly place: Place;
  /** A type with a key and without a table here. */
  readonly target: string;
  readonly columns: readonly string[];
  /** One for each column; empty, while a file is being read, where the key field's own are meant. */
  readonly codecs: readonly KeyCodecName[];
};

/** What to show people, in the language they ask for. */
export type LabelField = {
  readonly kind: 'label';
  readonly name: string;
  readonly place: Place;
  readonly label: LabelMapping;
};

export type LabelMapping =
  | { readonly kind: 'texts' | 'columns'; readonly en: string | null; readonly zh: string | null }
  /** The label of the enum value in another field of the type. */
  | { readonly kind: 'of'; readonly field: string };

/** What the related rows are found by: columns of this table, or canonical values of key fields. */
export type RelationSource =
  | { readonly kind: 'columns'; readonly columns: readonly string[] }
  | { readonly kind: 'fields'; readonly fields: readonly string[] };

/** A value read from the row that a to-one relation leads to. */
export type ThroughField = {
  readonly kind: 'through';
  readonly name: string;
  readonly place: Place;
  readonly relation: string;
  readonly value: ValueMapping;
};

/** A field of the vocabulary that this department does not hold. */
export type AbsentField = { readonly kind: 'absent'; readonly name: string; readonly place: Place };

export type ListMapping = {
  readonly place: Place;
  readonly orderBy: readonly { readonly field: string; readonly descending: boolean }[];
  readonly max: number;
  readonly default: number;
  /** May clients filter and order a big table by what no index answers? */
  readonly unindexed: boolean;
};

export type RootMapping =
  | {
      /** An aggregate counts and sums the rows of a list. */
      readonly kind: 'list' | 'aggregate';
      readonly name: string;
      readonly place: Place;
      readonly target: string;
      readonly list: ListMapping;
    }
  | {
      readonly kind: 'lookup';
      readonly name: string;
      readonly place: Place;
      readonly target: string;
      readonly arguments: readonly string[];
    };

export type EnumMapping = {
  readonly place: Place;
  readonly name: string;
  /** Stored code → value. */
  readonly values: ReadonlyMap<string, string>;
  /** Where more codes are, by what they are called; null for none, and once they are read and stand among `values`. */
  readonly dictionary: DictionaryMapping | null;
  readonly unknown: string | null;
  /** Value → what to show people; none for a value without. */
  readonly labels: ReadonlyMap<string, Labels>;
};

/** A table of codes and what they are called. */
export type DictionaryMapping = {
  /** Its `where` says which of its rows are this enum's. */
  readonly table: TableMapping;
  readonly code: string;
  readonly name: string;
  /** What a code is called, without blanks around → the value that is meant. */
  readonly names: ReadonlyMap<string, { readonly value: string; readonly place: Place }>;
};

export type Labels = Readonly<Record<'en' | 'zh', string>>;

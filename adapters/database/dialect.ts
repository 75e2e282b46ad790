import type { CallerClaim } from '../../schema/request.ts';
import type { KeySource, OwnIdentifier, Slot, Sql, SqlSyntax, SqlValue } from '../sql/sql.ts';
import type { DecimalRoom, NumberForm } from '../values/number-text.ts';
import type { Ends } from '../values/white-space.ts';
import type { CursorValue } from './cursor-value.ts';

/** What kind of value a column holds, whatever its engine calls the type. */
export type ColumnFamily =
  'text' | 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'timestamp' | 'bytes' | 'other';

/** What is named the type of a column that has none. */
export const untyped = 'no type';

export type ColumnInfo = {
  readonly name: string;
  /** The engine's name for the type, as its owner would write it. */
  readonly type: string;
  /** The type's name for a cast, with what tells how it compares; null where the dialect needs none. */
  readonly cast: string | null;
  readonly family: ColumnFamily;
  /** Can it be null? False only where the engine guarantees it. */
  readonly nullable: boolean;
  /** Is its text in another order than that of code points? */
  readonly isCollated?: boolean;
  /** Is its text compared in a collation of its own, and not in the database's? */
  readonly hasOwnCollation?: boolean;
  /** Is it the address of the row, under whatever name? Every index ends with it, and is not searched by it. */
  readonly isAddress?: boolean;
};

export type TableInfo = {
  readonly name: string;
  /** By folded name. */
  readonly columns: ReadonlyMap<string, ColumnInfo>;
  /** Column sets that are unique and never null, folded; the primary key first. */
  readonly uniqueKeys: readonly (readonly string[])[];
  /** Columns of each index that holds all rows, folded, as far as they are columns as they stand. */
  readonly indexes: readonly (readonly string[])[];
  /** Has it more rows than may be read one by one, as the engine estimates? Of a view nothing is known. */
  readonly isBig: boolean;
  /** Where the engine keeps a row: tells apart the rows of a table that has no key. Null for a view. */
  readonly address: ColumnInfo | null;
};

/**
 * Numbers rows that are alike in everything, where nothing else tells them apart: a column that statements make. Which of
 * them has which number says nothing, for nobody can tell.
 */
export const copyNumber: ColumnInfo = {
  name: 'onestop_copy',
  type: 'bigint',
  cast: 'bigint',
  family: 'integer',
  nullable: false,
};

/** A table with more rows is big: to read it whole takes longer than a client waits. */
export const bigTableRows = 100_000;

/** What a database says of the tables a mapping names. */
export type Catalog = {
  /** By `tableKey`. */
  readonly tables: ReadonlyMap<string, TableInfo>;
  /** Every table and view the account can see, for suggestions. */
  readonly names: readonly string[];
};

export type TableName = { readonly schema: string | null; readonly name: string };

/** The differences between engines, and nothing else. */
export type Dialect = SqlSyntax & {
  readonly name: 'postgres' | 'sqlite' | 'mysql';
  /** How a page for each of many parents is cut off in SQL. */
  readonly perParent: 'lateral' | 'window';
  /** Can an index answer a comparison of rows, `(a, b) > (x, y)`? */
  readonly comparesRows: boolean;
  /** Columns the engine holds equal have one folded form. */
  readonly fold: (name: string) => string;
  /** The same of tables; where the server's set-up decides, the catalog finds them as the server would. */
  readonly foldTable: (name: string) => string;
  /** A FROM item `k` with one row a key: the columns' keys k0, k1, … and n, the ordinal. */
  readonly keyTable: (columns: readonly ColumnInfo[], of: KeySource) => Sql;
  /** What joins a table to the keys: the keys are read first, so that the table's index finds their rows. */
  readonly keyJoin: Sql;
  /** Is the column exactly the key at this place of `k`? The column stays bare, so that its index works. */
  readonly matches: (column: InfoSql, index: number) => Sql;
  /** The same of the only key there is, without `k`. */
  readonly matchesSole: (column: InfoSql, index: number) => Sql;
  /** How rows of many keys of these columns are read without a page for each; null where that costs no less, or can't be. */
  readonly keyScan: (columns: readonly InfoSql[]) => KeyScan | null;
  /** Is the column one of the values bound to this slot? The column stays bare here, too. */
  readonly anyOf: (column: InfoSql, values: Slot) => Sql;
  /** Do two columns hold exactly the same? The one that is looked up stays bare. */
  readonly equal: (from: InfoSql, lookedUp: InfoSql) => Sql;
  /** What DISTINCT reads beside a column, so that only what is exactly the same counts as such; null where it does anyway. */
  readonly toldApartBy: (column: InfoSql) => Sql | null;
  /** A column as a table in brackets hands it on, to be looked up in another: so that the other's index works. */
  readonly asKeyOf: (from: InfoSql, lookedUp: ColumnInfo) => Sql;
  /** What rows are ordered by and cursors compared with: text by its code points on every engine. */
  readonly sortKey: (column: InfoSql) => Sql;
  /** Is the column's own order that of its sort key, so that an index on it is in this order? */
  readonly isInOrder: (column: ColumnInfo) => boolean;
  /** A value of a cursor, to be held against the column's sort key. */
  readonly sortValue: (value: Slot, info: ColumnInfo) => Sql;
  /** Terms of ORDER BY that put nulls last, whatever the direction. */
  readonly nullsLast: (column: InfoSql, descending: boolean) => Sql;
  /** The same with nulls first: the order of a list that is read backwards. */
  readonly nullsFirst: (column: InfoSql, descending: boolean) => Sql;
  /** Can this text be a value of the column? What can't is nobody's key. */
  readonly fits: (column: ColumnInfo, text: string) => boolean;
  /** An order value of a row, as a cursor holds it on every engine. */
  readonly toCursor: (value: SqlValue, column: ColumnInfo) => CursorValue;
  /** The same from a cursor, as it is bound to a statement. */
  readonly fromCursor: (value: CursorValue) => SqlValue;
  readonly bind: (slot: Slot, input: BindInput) => SqlValue;
  readonly people: PeopleSyntax;
  readonly filters: FilterSyntax;
};

/** `joined`: the rows that belong to rows of `k`, whose ordinals they bear. `byText`: without `k`, told apart by a text. */
export type KeyScan = { readonly kind: 'joined' } | ScanByText;

export type ScanByText = {
  readonly kind: 'byText';
  /** Is the column one of the keys? */
  readonly condition: Sql;
  /** The column, written as its keys are. */
  readonly value: Sql;
  /** Is this how the column's value is written? Of two that are, no value equals both. */
  readonly isPlain: (form: string) => boolean;
};

/** What counting people asks of an engine. */
export type PeopleSyntax = {
  /** The code point of a text's last character, or of the one before it; of the first where there is none. */
  readonly codeFromEnd: (text: Sql, place: 1 | 2) => Sql;
  /** Counts of nine digits each that one sum holds beside one another without loss. */
  readonly countsInSum: number;
};

export type SumSql = {
  readonly sql: Sql;
  readonly places: number;
  /** As the engine gives it → its digits; as it stands where this is absent. */
  readonly read?: (raw: SqlValue) => SqlValue;
};

/** What filters ask of an engine. */
export type FilterSyntax = {
  /** Is the column exactly this value? Bare, so that an index finds it, and the order of its next column serves. */
  readonly equals: (column: InfoSql, value: Slot) => Sql;
  /** Is this text somewhere in the column's? Letter by letter; there are no wildcards. */
  readonly contains: (column: InfoSql, text: Slot) => Sql;
  /** Does the column's text begin with this one? @param slotOf what the engine makes of the beginning */
  readonly startsWith: (column: InfoSql, slotOf: (bound: (beginning: string) => FilterValue) => Slot) => Sql;
  /** A number without loss, to be held against a column of numbers. */
  readonly number: (value: Slot, info: ColumnInfo) => Sql;
  /**
   * A number that is kept as text, as what is compared in its place: null where the text is no number of this form.
   * @param text without white space at its end, and of decimals at both
   */
  readonly numberOf: (text: Sql, form: NumberForm) => InfoSql;
  /** How many digits a decimal limit may have; null for as many as there are. */
  readonly decimalRoom: DecimalRoom | null;
  /** A decimal number as `numberOf` gives it, where that is no number; null where it is one. */
  readonly decimalKey: ((decimal: string) => string) | null;
  /** The column as text that compares by code points, without the blanks that fill it. */
  readonly asText: (column: InfoSql) => Sql;
  /** The text without white space at its end, or at both. */
  readonly trimmed: (text: Sql, at: Ends) => Sql;
  /** Has the text this form? A 9 stands for a digit, everything else for itself, and so does what is behind a backslash. */
  readonly hasForm: (text: Sql, form: string) => Sql;
  /**
   * Is the text a date of this form that the calendar has? As reading it tells.
   * @param isPartial may month and day be nought, for what is not known?
   */
  readonly isDate: (text: Sql, form: { readonly format: string; readonly isPartial: boolean }) => Sql;
  /** Does a column of numbers hold a number that the graph can give? Null where it always does. */
  readonly holdsNumber: (column: InfoSql) => Sql | null;
  /** Does a column of dates or moments hold one of the years 1 to 9999, to the day? Null where its text tells. */
  readonly holdsDate: (column: InfoSql) => Sql | null;
  /** Is a moment held with its offset, and bound in UTC? */
  readonly keepsOffset: (info: ColumnInfo) => boolean;
  /** A date or moment as text, `2024-02-29 12:30:00` to the second: what is held with its offset in UTC, all else as it stands. */
  readonly momentText: (column: InfoSql) => Sql;
  /** The same in local time of a zone; null where the engine can't tell. */
  readonly localText: (column: InfoSql, timezone: string) => Sql | null;
  /** The sum of a column's values without loss; how many decimal places stand in its last digits, and how it is read. */
  readonly sum: (values: Sql, info: ColumnInfo) => SumSql;
  readonly concat: (parts: readonly Sql[]) => Sql;
  /** How many characters a text has. */
  readonly length: (text: Sql) => Sql;
  /** A text in capitals, or in small letters, where all of it is ASCII; else as it stands. */
  readonly upper: (text: Sql) => Sql;
  readonly lower: (text: Sql) => Sql;
  /** Every sign of the one text as that of the other at its place; one that has none there is taken away. */
  readonly exchanged: (text: Sql, from: string, to: string) => Sql;
  /** A value, and each step worked out once of the one before; the last is what it gives. No step has steps in it. */
  readonly inSteps: (value: Sql, ...steps: readonly ((before: Sql) => Sql)[]) => Sql;
  /** Is the text made of digits, and nothing else? */
  readonly isDigits: (text: Sql) => Sql;
  /** A character that is a digit, as a number. */
  readonly digit: (character: Sql) => Sql;
  /** Does the column hold something of one of these stretches, each bound as `from|until`? @param isClosed is the end a part of it? */
  readonly inStretches: (column: InfoSql, stretches: Slot, isClosed: boolean) => Sql;
  /** A FROM item with a row for each of these values of a row outside, and the value in it. @param alias a label */
  readonly eachOf: (alias: Sql, values: readonly Sql[]) => { readonly table: Sql; readonly value: Sql };
  /** Is the column exactly this text? The column stays bare. */
  readonly holdsText: (column: InfoSql, text: Sql) => Sql;
  /** What a text that was put together in a statement compares as. */
  readonly textInfo: ColumnInfo;
};

/** A column in a statement, with what the catalog says of it. */
export type InfoSql = { readonly sql: Sql; readonly info: ColumnInfo };

/** What a run binds to a statement's slots. */
export type BindInput = {
  readonly keys: KeyColumns;
  /** Order values of the rows that a page stands between; none where it is not bounded there. */
  readonly after: readonly SqlValue[];
  readonly before: readonly SqlValue[];
  /** What a filter's places hold: a value, or the stored forms of several. */
  readonly filter: readonly FilterValue[];
  /** Rows wanted, at most. */
  readonly limit: number;
  /** Stored forms of what identifies the citizen who asks, and those they act for. */
  readonly own: Readonly<Record<OwnIdentifier, readonly string[]>>;
  /** The same as pairs of a telephone and a name, each of one person. */
  readonly ownPairs: KeyColumns;
  /** What the caller's token says of the rows that its bearer is there for. */
  readonly claims: Readonly<Partial<Record<CallerClaim, readonly string[]>>>;
};

/** Every form in which a column may hold what the caller claims. */
export const claimedForms = (
  { claim, forms }: Extract<Slot, { readonly kind: 'claim' }>,
  { claims }: Pick<BindInput, 'claims'>,
): readonly string[] => (claims[claim] ?? []).flatMap(forms);

export type FilterValue = Exclude<SqlValue, readonly unknown[]> | readonly string[];

/** Stored forms of keys, column by column: at one place of each stand the parts of one form and the ordinal of its key. */
export type KeyColumns = { readonly parts: readonly (readonly string[])[]; readonly ordinals: readonly number[] };

/** The forms as one JSON text, `[[part, …, ordinal], …]`. */
export function keysAsJson({ parts, ordinals }: KeyColumns): string {
  const forms = ordinals.map((ordinal, at) => {
    let form = '[';
    for (const column of parts) form += `${JSON.stringify(column[at])},`;
    return `${form}${ordinal}]`;
  });
  return `[${forms.join()}]`;
}

/** Can two columns be compared as they stand? What has no family is of one kind with its own type. */
export const isOneKind = (one: ColumnInfo, other: ColumnInfo): boolean =>
  one.family === other.family && (one.family !== 'other' || one.cast === other.cast);

export const tableKey = ({ foldTable }: Pick<Dialect, 'foldTable'>, table: TableName): string =>
  table.schema === null ? foldTable(table.name) : `${foldTable(table.schema)}.${foldTable(table.name)}`;

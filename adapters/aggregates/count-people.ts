import type { CompileScope } from '../compile/compile-scope.ts';
import type { PartedRows } from '../compile/statement.ts';
import { columnInfo, columnSql, type AliasedTable } from '../compile/table-read.ts';
import type { Dialect } from '../database/dialect.ts';
import { comparerOf } from '../filters/compile-test.ts';
import { keyForms } from '../filters/key-forms.ts';
import type { TypeMapping, ValueField } from '../mapping/model.ts';
import { join, number, sql, type Sql, type SqlValue } from '../sql/sql.ts';
import { tallyOf, type Tally } from '../suppression/tally.ts';

/** What SQL works out of a group's people, and what is read of it. */
export type CountedPeople = {
  /** Null where nothing tells people apart. */
  readonly parts: PartedRows | null;
  /** How many columns the parts have. */
  readonly width: number;
  /** @param raws of the parts' columns, in order */
  readonly read: (rows: number, raws: readonly SqlValue[]) => Tally;
};

/** Parts that all people are divided into; of so many people that are few, few share one. */
const partsOfAll = 21;

type Request = { readonly type: TypeMapping; readonly table: AliasedTable };

/**
 * Counts how many people a group of rows is of, in the statement that works out the rest. Whose a row is says the
 * person's id; where that may be missing, the name, which all of a person's rows have: one person may have several
 * telephones. Rows that don't say it are nobody's, and make no group larger. Of big tables small parts of all people are
 * counted that have somebody, for counting different texts would sort all of them.
 */
export function countPeople({ type, table }: Request, scope: CompileScope): CountedPeople {
  const field = identifyingField(type, scope);
  const found = field === null ? null : personOf(field, table, scope);
  if (found === null) return { parts: null, width: 0, read: (rows) => tallyOf({ rows, people: 0, isExact: false }, []) }; // prettier-ignore
  const { countsInSum } = scope.database.dialect.people;
  const isExact = !table.info.isBig;
  return {
    parts: {
      by: found.by,
      each: isExact ? [sql`count(DISTINCT ${found.person})`] : [],
      columns: ({ by, rows, each: [people] }) => [
        people === undefined ? sql`count(${by})` : sql`sum(${people})`,
        ...spreadOf(found.numberOf(by), rows, countsInSum),
      ],
    },
    width: 1 + Math.ceil(partsOfAll / countsInSum),
    read: (rows, [people, ...sums]) => {
      const parts = sums.flatMap((raw, at) => readCounts(raw, Math.min(countsInSum, partsOfAll - at * countsInSum)));
      return tallyOf({ rows, people: Number(people ?? 0), isExact }, parts);
    },
  };
}

function identifyingField(type: TypeMapping, { policy }: CompileScope): ValueField | null {
  const subject = policy.subjectField(type.name);
  const others = policy.subjectAlternative(type.name).flatMap((name) => type.fields.get(name) ?? []);
  const name = others.find((field) => field.kind === 'value' && field.value.codecs[0] === 'PERSON_NAME');
  const field = others.length === 0 ? type.fields.get(subject ?? '') : name;
  return field?.kind === 'value' ? field : null;
}

type PersonSql = {
  /** Of a row: the same text for every one of one person; null for nobody. */
  readonly person: Sql;
  /** Of a row: one of some hundred small parts of all people. */
  readonly by: Sql;
  /** A small part as a number. */
  readonly numberOf: (by: Sql) => Sql;
};

function personOf({ value }: ValueField, { info, alias }: AliasedTable, scope: CompileScope): PersonSql | null {
  const { database, mapping } = scope;
  const { dialect } = database;
  const found = columnInfo(info, value.columns[0] ?? '', dialect);
  const column = { sql: columnSql(alias, found.name), info: found };
  const { enums, source } = mapping;
  const slotOf = () => {
    throw new TypeError('people are counted without values');
  };
  const known = comparerOf({ value, column, dialect, enums, timezone: source.timezone, slotOf })?.known;
  if (known === undefined) return null;
  const text = dialect.filters.asText(column);
  const codec = value.codecs[0] ?? 'TEXT';
  const isResidentId = codec === 'RESIDENT_ID';
  const canonical = isResidentId ? shortResidentId(text, dialect) : (keyForms(codec, column, dialect)[0] ?? text);
  const person = sql`CASE WHEN ${known} THEN NULLIF(${canonical}, '') END`;
  const numberOf = (of: Sql): Sql => lastTwo(of, dialect);
  if (isResidentId) return { person, by: serialDigits(text, dialect), numberOf };
  return { person, by: sql`${numberOf(person)} % ${smallParts}`, numberOf: (by) => by };
}

/** What the short and the long form of a resident id have in common: without the century and the check character. */
const shortResidentId = (text: Sql, { filters }: Dialect): Sql =>
  sql`CASE WHEN ${filters.length(text)} = 18 THEN ${filters.concat([sql`substr(${text}, 1, 6)`, sql`substr(${text}, 9, 9)`])} ELSE ${filters.upper(text)} END`;

/**
 * Two digits of the number that tells people of one place and birthday apart. The id is not read for it, which would
 * cost more than all else: whatever is as long as one is somebody's.
 */
const serialDigits = (text: Sql, { filters }: Dialect): Sql =>
  sql`CASE ${filters.length(text)} WHEN 18 THEN substr(${text}, 16, 2) WHEN 15 THEN substr(${text}, 14, 2) END`;

/** A number that two characters make. */
const lastTwo = (text: Sql, { people }: Dialect): Sql =>
  sql`(${people.codeFromEnd(text, 1)} + 10 * ${people.codeFromEnd(text, 2)})`;

const smallParts = number(String(10 * partsOfAll));
const bigParts = number(String(partsOfAll));

/** Several counts stand side by side in one number. */
function spreadOf(by: Sql, rows: Sql, countsInSum: number): readonly Sql[] {
  return Array.from({ length: Math.ceil(partsOfAll / countsInSum) }, (_, sum) => {
    const places = Array.from({ length: Math.min(countsInSum, partsOfAll - sum * countsInSum) }, (__, at) => at);
    const cases = places.map((at) => sql`WHEN ${number(String(sum * countsInSum + at))} THEN ${number(`1${'0'.repeat(digits * at)}`)}`); // prettier-ignore
    return sql`sum(${rows} * CASE ${by} % ${bigParts} ${join(cases, blank)} END)`;
  });
}

const blank = sql` `;

/** Of each count; as many rows as no group of one part has. */
const digits = 9;

function readCounts(raw: SqlValue, count: number): readonly number[] {
  const text = (raw === null ? '0' : String(raw)).split('.')[0] ?? '0';
  const padded = text.padStart(count * digits, '0');
  return Array.from({ length: count }, (_, at) => Number(padded.slice(padded.length - (at + 1) * digits, padded.length - at * digits))); // prettier-ignore
}

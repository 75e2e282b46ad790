import type { CompileScope } from '../compile/compile-scope.ts';
import { columnInfo, columnSql, type AliasedTable } from '../compile/table-read.ts';
import type { Dialect } from '../database/dialect.ts';
import { comparerOf } from '../filters/compile-test.ts';
import { keyForms } from '../filters/key-forms.ts';
import type { TypeMapping, ValueField } from '../mapping/model.ts';
import { join, number, sql, type Sql, type SqlValue } from '../sql/sql.ts';
import { tallyOf, type Tally } from '../suppression/tally.ts';

/** What SQL works out of a group's people, and what is read of it. */
export type CountedPeople = {
  readonly columns: readonly Sql[];
  /** @param raws of the columns, in order */
  readonly read: (rows: number, raws: readonly SqlValue[]) => Tally;
};

/** Parts that all people are divided into; of so many people that are few, few share one. */
const partsOfAll = 21;

type Request = { readonly type: TypeMapping; readonly table: AliasedTable };

/**
 * Counts how many people a group of rows is of, in the statement that works out the rest. Whose a row is says the
 * person's id; where that may be missing, the name, which all of a person's rows have: one person may have several
 * telephones. Rows that don't say it are nobody's, and make no group larger.
 */
export function countPeople({ type, table }: Request, scope: CompileScope): CountedPeople {
  const field = identifyingField(type, scope);
  const found = field === null ? null : personOf(field, table, scope);
  if (found === null) return { columns: [], read: (rows) => tallyOf(rows, null, []) };
  const { dialect } = scope.database;
  const isCounted = !(table.info.isBig && dialect.people.sortsToCount);
  const { person, part } = found;
  const sums = partSums(part, dialect);
  return {
    columns: [...(isCounted ? [sql`count(DISTINCT ${person})`] : []), ...sums],
    read: (rows, raws) => {
      const people = isCounted ? Number(raws[0] ?? 0) : null;
      const parts = raws.slice(isCounted ? 1 : 0).flatMap((raw, at) => readParts(raw, Math.min(dialect.people.countsInSum, partsOfAll - at * dialect.people.countsInSum))); // prettier-ignore
      return tallyOf(rows, people, parts);
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

/** Of a row: the same text for every one of one person, and the part of all people it belongs to; null for nobody. */
type PersonSql = { readonly person: Sql; readonly part: Sql };

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
  return { person, part: isResidentId ? serialPart(text, dialect) : lastPart(person, dialect) };
}

/** What the short and the long form of a resident id have in common: without the century and the check character. */
const shortResidentId = (text: Sql, { filters }: Dialect): Sql =>
  sql`CASE WHEN ${filters.length(text)} = 18 THEN ${filters.concat([sql`substr(${text}, 1, 6)`, sql`substr(${text}, 9, 9)`])} ELSE ${filters.upper(text)} END`;

/**
 * By two digits of the number that tells people of one place and birthday apart. The id is not read for it, which would
 * cost more than all else: whatever is as long as one is somebody's.
 */
const serialPart = (text: Sql, { filters, people }: Dialect): Sql =>
  sql`CASE ${filters.length(text)} WHEN 18 THEN ${people.twoDigits(text, 16)} WHEN 15 THEN ${people.twoDigits(text, 14)} END % ${parts}`;

const lastPart = (person: Sql, { people }: Dialect): Sql =>
  sql`(${people.codeFromEnd(person, 1)} + 10 * ${people.codeFromEnd(person, 2)}) % ${parts}`;

const parts = number(String(partsOfAll));

/** How many rows belong to people of each part, several counts side by side in one number. */
function partSums(part: Sql, { people }: Dialect): readonly Sql[] {
  const { countsInSum } = people;
  return Array.from({ length: Math.ceil(partsOfAll / countsInSum) }, (_, sum) => {
    const places = Array.from({ length: Math.min(countsInSum, partsOfAll - sum * countsInSum) }, (__, at) => at);
    const cases = places.map((at) => sql`WHEN ${number(String(sum * countsInSum + at))} THEN ${number(`1${'0'.repeat(digits * at)}`)}`); // prettier-ignore
    return sql`sum(CASE ${part} ${join(cases, blank)} END)`;
  });
}

const blank = sql` `;

/** Of each count; as many rows as no group of one part has. */
const digits = 9;

function readParts(raw: SqlValue, count: number): readonly number[] {
  const text = (raw === null ? '0' : String(raw)).split('.')[0] ?? '0';
  const padded = text.padStart(count * digits, '0');
  return Array.from({ length: count }, (_, at) => Number(padded.slice(padded.length - (at + 1) * digits, padded.length - at * digits))); // prettier-ignore
}

import { callerIdentifiers, type CallerIdentifier } from '../../schema/request.ts';
import { identifierOf } from '../codecs/key-codec.ts';
import type { Dialect, InfoSql } from '../database/dialect.ts';
import type { TypeMapping } from '../mapping/model.ts';
import { and, constant, join, sql, type OwnIdentifier, type Sql } from '../sql/sql.ts';
import type { CompileScope } from './compile-scope.ts';
import { columnInfo, columnSql, MissingInDatabase, type AliasedTable } from './table-read.ts';

/** The column that holds the person's id, and those that together tell whose a row without an id is. */
export type OwnRule = {
  readonly id: string;
  /** In the order of `callerIdentifiers`. */
  readonly otherwise: readonly { readonly column: string; readonly identifier: CallerIdentifier }[];
};

/** Which columns tell that a row is the caller's, where a citizen may see only their own rows. */
export function ownRule(type: TypeMapping, scope: CompileScope): OwnRule | null {
  const subject = scope.policy.subjectField(type.name);
  if (scope.view.access !== 'own' || subject === null) return null;
  const field = type.fields.get(subject);
  const column = field?.kind === 'value' ? field.value.columns[0] : undefined;
  // No column to hold against the caller must never come to mean no rule.
  if (column === undefined) throw new MissingInDatabase(`${type.name}.${subject} is read from no column`);
  return {
    id: column,
    otherwise: scope.policy
      .subjectAlternative(type.name)
      .map((name) => identifyingColumn(type, name))
      .sort((one, other) => callerIdentifiers.indexOf(one.identifier) - callerIdentifiers.indexOf(other.identifier)),
  };
}

/** What a column identifies the caller by follows from the kind of key it holds. */
function identifyingColumn(type: TypeMapping, name: string): OwnRule['otherwise'][number] {
  const field = type.fields.get(name);
  const column = field?.kind === 'value' ? field.value.columns[0] : undefined;
  const identifier = field?.kind === 'value' ? identifierOf[field.value.codecs[0] ?? 'TEXT'] : undefined;
  if (column === undefined || identifier === undefined)
    throw new MissingInDatabase(`${type.name}.${name} identifies nobody`);
  return { column, identifier };
}

/** The column that holds what identifies the caller so. */
export const ownColumn = (own: OwnRule, wanted: OwnIdentifier): string | undefined =>
  wanted === 'id' ? own.id : own.otherwise.find(({ identifier }) => identifier === wanted)?.column;

/** Does the column hold the caller's id? One that is no text is compared as text: an id may have a letter. */
export const holdsOwnId = (column: InfoSql, dialect: Dialect): Sql => holdsOwn(column, 'id', dialect);

const holdsOwn = (column: InfoSql, identifier: OwnIdentifier, dialect: Dialect): Sql =>
  dialect.anyOf(asText(column, dialect), { kind: 'own', identifier });

const asText = (column: InfoSql, { filters }: Dialect): InfoSql =>
  column.info.family === 'text' ? column : { sql: filters.asText(column), info: filters.textInfo };

/**
 * Is the row the caller's: by the id, or where it holds none by what else identifies the caller?
 * @param scope.isInside of a table that a filter looks into: what is bound was not held against its columns
 */
export function ownCondition(
  own: OwnRule,
  { info, alias }: AliasedTable,
  { dialect, isInside = false }: { readonly dialect: Dialect; readonly isInside?: boolean },
): Sql {
  const column = (name: string): InfoSql => {
    const found = columnInfo(info, name, dialect);
    return { sql: columnSql(alias, found.name), info: found };
  };
  const holds = (name: string, identifier: OwnIdentifier): Sql =>
    isInside ? holdsOwn(column(name), identifier, dialect) : dialect.anyOf(column(name), { kind: 'own', identifier });
  const id = column(own.id);
  const byId = holds(own.id, 'id');
  if (own.otherwise.length === 0) return byId;
  const unnamed =
    id.info.family === 'text' ? sql`(${id.sql} IS NULL OR ${id.sql} = ${constant('')})` : sql`${id.sql} IS NULL`;
  const others = own.otherwise.map(({ column: name, identifier }) => holds(name, identifier));
  return sql`(${byId} OR (${join([unnamed, ...others, ofOnePerson(own, column, { dialect, isInside })], and)}))`;
}

/** Are all of them one person's? One of two people's telephone beside the other's name tells of neither. */
function ofOnePerson(
  { otherwise }: OwnRule,
  column: (name: string) => InfoSql,
  { dialect, isInside }: { readonly dialect: Dialect; readonly isInside: boolean },
): Sql {
  const columns = otherwise.map(({ column: name }) => (isInside ? asText(column(name), dialect) : column(name)));
  const pairs = dialect.keyTable(
    columns.map(({ info }) => info),
    'ownPairs',
  );
  const held = columns.map((each, index) => dialect.matches(each, index));
  return sql`EXISTS (SELECT 1 FROM ${pairs} WHERE ${join(held, and)})`;
}

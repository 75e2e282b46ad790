import { badInput } from '../../schema/input-mistakes.ts';

/** A client's filter, as its input type coerced it. */
export type Where = Readonly<Record<string, unknown>>;

/** Takes a parameter; gives what stands for it in the statement. */
type Add = (value: unknown) => string;

/** What is compared, by the field's name. */
export type WhereColumns = Readonly<
  Record<string, { readonly sql: string; readonly type: 'text' | 'timestamptz' | 'boolean' }>
>;

const [maxConditions, maxDepth, maxValues] = [100, 8, 1000];

/**
 * @throws {OnestopError} `BAD_USER_INPUT` for a null, which would mean anything or nothing, and for too much: as for the
 * lists of departments
 */
export function checkWhere(where: Where): void {
  let conditions = 0;
  const check = (value: unknown, name: string, depth: number): void => {
    if (value === null)
      throw badInput('{field} is null, which says nothing: leave it out, or ask isNull', { field: name });
    if (depth > 2 * maxDepth) throw badInput('where has conditions more than {max} deep', { max: maxDepth });
    // PostgreSQL keeps no such text.
    if (typeof value === 'string' && value.includes('\0')) throw badInput('{field} holds characters that are no text', { field: name }); // prettier-ignore
    if (typeof value !== 'object') return;
    const isList = Array.isArray(value);
    if (isList && name === 'in' && value.length > maxValues)
      throw badInput('in has more than {max} values', { max: maxValues });
    if (!isList) conditions += Object.keys(value).length;
    if (conditions > maxConditions) throw badInput('where has more than {max} conditions', { max: maxConditions });
    for (const [key, each] of Object.entries(value)) check(each, isList ? name : key, depth + 1);
  };
  check(where, 'where', 0);
}

/** Rows of which the filter holds. Its text follows from its shape; values are parameters. */
export function whereSql(where: Where, columns: WhereColumns, add: Add): string {
  const parts = Object.entries(where).map(([name, asked]) => {
    switch (name) {
      case 'and':
        return all(listOf(asked).map((each) => whereSql(each, columns, add)));
      case 'or':
        return any(listOf(asked).map((each) => whereSql(each, columns, add)));
      case 'not':
        return `(${whereSql(asked as Where, columns, add)}) IS NOT TRUE`; // as its input type has it
      default:
        return fieldSql(name, asked as Where, { columns, add }); // as its input type has it
    }
  });
  return all(parts);
}

const all = (parts: readonly string[]): string => (parts.length === 0 ? 'true' : `(${parts.join(' AND ')})`);
const any = (parts: readonly string[]): string => (parts.length === 0 ? 'false' : `(${parts.join(' OR ')})`);
const listOf = (value: unknown): readonly Where[] => (Array.isArray(value) ? (value as Where[]) : []);

const operators: Readonly<Record<string, string>> = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };

function fieldSql(
  name: string,
  asked: Where,
  { columns, add }: { readonly columns: WhereColumns; readonly add: Add },
): string {
  const column = columns[name];
  if (column === undefined) throw new TypeError(`${name} can't be filtered by`);
  // Text is in the order of its code points.
  const compared = column.type === 'text' ? `${column.sql} COLLATE "C"` : column.sql;
  const value = (given: unknown) => `${add(given)}::${column.type}`;
  const tests = Object.entries(asked).map(([op, given]) => {
    const operator = operators[op];
    if (operator !== undefined) return `${compared} ${operator} ${value(given)}`;
    switch (op) {
      case 'in':
        return `${column.sql} = ANY(${add(given)}::${column.type}[])`;
      case 'between': {
        const { from, to } = given as Readonly<Record<'from' | 'to', unknown>>; // as its input type has it
        return `${compared} BETWEEN ${value(from)} AND ${value(to)}`;
      }
      case 'contains':
        return `strpos(${column.sql}, ${value(given)}) > 0`;
      case 'startsWith':
        return `starts_with(${column.sql}, ${value(given)})`;
      case 'isNull':
        return given === true ? `${column.sql} IS NULL` : `${column.sql} IS NOT NULL`;
      default:
        throw new TypeError(`there is no operator ${op}`);
    }
  });
  return all(tests);
}

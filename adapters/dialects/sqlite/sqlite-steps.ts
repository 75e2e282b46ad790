import { constant, empty, join, label, sql, type Sql } from '../../sql/sql.ts';

/** What is selected of the step before; one after the other, for the parser holds no more than a few inside one another. */
export type Steps = readonly Sql[];

/** A value worked out of the last step. */
export function worked(steps: Steps, value: Sql): Sql {
  const from = (index: number) => (index === 0 ? sql`` : sql` FROM ${label('s', index - 1)}`);
  // Left to itself, the engine puts every step into each place where the next one names it.
  const tables = steps.map((step, index) => sql`${label('s', index)} AS MATERIALIZED (SELECT ${step}${from(index)})`);
  return sql`(WITH ${join(tables, sql`, `)} SELECT ${value}${from(steps.length)})`;
}

/** Signs exchanged in one step: each is one more level for the parser, which has a hundred for the whole statement. */
const atOnce = 5;

/** Every sign of the one text as that of the other at its place, in as many steps as it takes; the text is `name`. */
export function changed(
  first: Sql,
  name: Sql,
  { from, to, more }: { readonly from: string; readonly to: string; readonly more: Sql },
): Steps {
  const [signs, others] = [Array.from(from), Array.from(to)];
  const steps: Sql[] = [sql`${first} AS ${name}${more}`];
  for (let start = 0; start < signs.length; start += atOnce) {
    const text = signs.slice(start, start + atOnce).reduce(
      (one, sign, at) => sql`replace(${one}, ${constant(sign)}, ${constant(others[start + at] ?? '')})`, // prettier-ignore
      name,
    );
    steps.push(sql`${text} AS ${name}${more}`);
  }
  return steps;
}

/** The value, and each step of the one before; beside one another, for the same reason. */
export function inSteps(value: Sql, ...steps: readonly ((before: Sql) => Sql)[]): Sql {
  const last = steps.at(-1);
  if (last === undefined) return value;
  const stepAt = (index: number) => sql`${label('v', index)}.v`;
  const tables = steps.slice(0, -1).map((step, at) => sql`, ${label('v', at + 1)} AS MATERIALIZED (SELECT ${step(stepAt(at))} AS v FROM ${label('v', at)})`); // prettier-ignore
  return sql`(WITH v0 AS MATERIALIZED (SELECT ${value} AS v)${join(tables, empty)} SELECT ${last(stepAt(steps.length - 1))} FROM ${label('v', steps.length - 1)})`;
}

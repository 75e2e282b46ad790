import type { CallerClaim, CallerIdentifier } from '../../schema/request.ts';

/**
 * SQL as a tree. The tag is a private symbol, so no JSON from outside can pose as a node; text is
 * only ever written by this program, names go through the dialect's quoting, values are slots.
 */
const kind = Symbol('Sql');

export type Sql =
  | { readonly [kind]: 'text'; readonly text: string }
  | { readonly [kind]: 'name'; readonly name: string }
  | { readonly [kind]: 'constant'; readonly text: string }
  | { readonly [kind]: 'slot'; readonly slot: Slot; readonly cast: string | null }
  | { readonly [kind]: 'list'; readonly parts: readonly Sql[] };

/** What a placeholder stands for. A statement is text and slots; values come at each run. */
export type Slot =
  | { readonly kind: 'key'; readonly of: KeySource; readonly index: number }
  | { readonly kind: 'ordinal'; readonly of: KeySource }
  | { readonly kind: 'keys'; readonly of: KeySource }
  /** A part of the only form of the only key there is. */
  | { readonly kind: 'soleKey'; readonly index: number }
  | { readonly kind: 'cursor'; readonly end: 'after' | 'before'; readonly index: number }
  | { readonly kind: 'filter'; readonly index: number }
  | { readonly kind: 'limit' }
  | { readonly kind: 'own'; readonly identifier: OwnIdentifier }
  /** What the caller's token claims, each value in every form that the column may hold it in. */
  | { readonly kind: 'claim'; readonly claim: CallerClaim; readonly forms: (claimed: string) => readonly string[] };

/** Keys that are asked for; or the telephone and name of each person whose rows are the caller's own, as pairs. */
export type KeySource = 'keys' | 'ownPairs';

/** What tells whose a row is: the person's id, or what the registry knows of the person beside it. */
export type OwnIdentifier = 'id' | CallerIdentifier;

/** What drivers give and take. 64-bit integers and decimals are text or bigint, never a rounded number. */
export type SqlValue = string | number | bigint | null | Uint8Array | readonly (string | number | null)[];

export type Statement = {
  readonly text: string;
  readonly slots: readonly Slot[];
};

/** The part of a dialect that rendering needs. */
export type SqlSyntax = {
  readonly quote: (name: string) => string;
  /** A text constant of the mapping file, or a code of its dictionaries; never used for anything a request brings. */
  readonly quoteText: (text: string) => string;
  /** @param position counts from 1 */
  readonly placeholder: (position: number, cast: string | null) => string;
};

export const name = (text: string): Sql => ({ [kind]: 'name', name: text });
/** A text of the mapping file or a code of its dictionaries, part of the statement: the engine may match it with a partial index. */
export const constant = (text: string): Sql => ({ [kind]: 'constant', text });
/** A number of the mapping file; digits, a point and a sign, whatever its text claims to be. */
export function number(text: string): Sql {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new TypeError('not a number');
  return { [kind]: 'text', text };
}

/** A type as a catalog names it, `varchar(60) CHARACTER SET gbk`; words and sizes, whatever it claims to be. */
export function typeName(text: string): Sql {
  if (!/^[A-Za-z][A-Za-z0-9_ ]*(\(\d+(,\d+)?\)[A-Za-z0-9_ ]*)?$/.test(text)) throw new TypeError('not a type');
  return { [kind]: 'text', text };
}

export const slot = (value: Slot, cast: string | null = null): Sql => ({ [kind]: 'slot', slot: value, cast });

/** Template for SQL: the literal parts are this program's, every hole is a node. */
export function sql(texts: TemplateStringsArray, ...holes: readonly Sql[]): Sql {
  const parts = texts.flatMap((text, index) => {
    const hole = holes[index];
    const node: Sql = { [kind]: 'text', text };
    return hole === undefined ? [node] : [node, hole];
  });
  return { [kind]: 'list', parts };
}

export function join(parts: readonly Sql[], separator: Sql): Sql {
  return { [kind]: 'list', parts: parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])) };
}

export const comma = sql`, `;
export const and = sql` AND `;
export const or = sql` OR `;
export const empty = sql``;
export const yes = sql`1 = 1`;
export const no = sql`1 = 0`;
/** Two-valued: what is unknown does not hold, and its opposite does. */
export const not = (condition: Sql): Sql => sql`((${condition}) IS NOT TRUE)`;

/** A whole number as text of the statement; for column labels such as `c0`. */
export function label(prefix: 'b' | 'c' | 'f' | 'k' | 's' | 't' | 'v', index: number): Sql {
  return { [kind]: 'text', text: `${prefix}${Math.trunc(index)}` };
}

const digits = [sql`0`, sql`1`, sql`2`, sql`3`, sql`4`, sql`5`, sql`6`, sql`7`, sql`8`, sql`9`] as const;

/** One digit as text of the statement: the place of a column in a key that travels as JSON. */
export function keyPlace(index: number): Sql {
  const digit = digits[index];
  if (digit === undefined) throw new RangeError('a key has at most nine columns');
  return digit;
}

/** Renders a tree as one parameterised statement. Pure. */
export function renderSql(tree: Sql, syntax: SqlSyntax): Statement {
  const slots: Slot[] = [];
  const render = (node: Sql): string => {
    switch (node[kind]) {
      case 'text':
        return node.text;
      case 'name':
        return syntax.quote(node.name);
      case 'constant':
        return syntax.quoteText(node.text);
      case 'slot':
        return syntax.placeholder(slots.push(node.slot), node.cast);
      case 'list':
        return node.parts.map(render).join('');
    }
  };
  return { text: render(tree), slots };
}

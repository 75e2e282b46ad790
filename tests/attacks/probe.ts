import type { Cell } from './oracle.ts';

/** What must come, and every error that must. */
export type Expected = { readonly data: unknown; readonly withheld: readonly string[] };

/** One cell: what was asked, and what somebody must be given, no more and no less. */
export type Probe = {
  readonly path: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly representations?: readonly { readonly __typename: string; readonly id: string }[];
  readonly expected: Expected;
  /** Every finding that must come, `Type.field REASON pseudonym`; none where absent. */
  readonly findings?: readonly string[];
};

export const unauthorized = (path: string): string => `${path} UNAUTHORIZED_FIELD_OR_TYPE`;

/** An object as its cells have it; one that must have a withheld value is not given. */
export function objectAt(cells: Readonly<Record<string, Cell>>, names: readonly string[], path: string): Expected {
  const known = names.map((name) => [name, cells[name] ?? { kind: 'absent' as const }] as const);
  return {
    data: Object.fromEntries(known.map(([name, cell]) => [name, cell.kind === 'value' ? cell.value : null])),
    withheld: known.flatMap(([name, cell]) => (cell.kind === 'withheld' ? [unauthorized(`${path}.${name}`)] : [])),
  };
}

export function all(parts: readonly Expected[]): Expected {
  return { data: parts.map(({ data }) => data), withheld: parts.flatMap(({ withheld }) => withheld) };
}

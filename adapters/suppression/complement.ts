import { cheapestPaths, type Link } from './cheapest-paths.ts';
import { isFew, sumOf, type Tally } from './tally.ts';

/** A group's place in its answer, one coordinate for each of what it is grouped by, and what it rests on. */
export type Cell = { readonly place: readonly string[]; readonly tally: Tally };

/**
 * Which more groups must be kept back, so that those that are can't be worked out of the others and of what fewer fields
 * give: the totals of each line. Groups kept back to hide others are of people enough, so that whatever of these can be
 * worked out is mixed with one of them.
 * @param hidden positions of those that are kept back for themselves
 * @returns positions of the others that must be; all of them where nothing less would do
 */
export function complementOf(cells: readonly Cell[], hidden: ReadonlySet<number>): ReadonlySet<number> {
  if (hidden.size === 0) return new Set();
  const axes = varyingAxes(cells);
  if (axes.length <= 1) return complementOfLine(cells, hidden);
  const added = new Set<number>();
  // Two fields make one table; of more each is held against the others together, until nothing is missing in any.
  const tables = axes.length === 2 ? axes.slice(0, 1) : axes;
  for (let before = -1; before < added.size;) {
    before = added.size;
    for (const axis of tables) {
      const table = tableOf(cells, axis, axes);
      // What was kept back for another table is as telling here as what is kept back for itself.
      const more = complementOfTable(table, new Set([...hidden, ...(tables.length === 1 ? [] : added)]));
      if (more === null) return new Set(cells.keys());
      for (const each of more) added.add(each);
    }
  }
  return added;
}

/** What tells the groups apart. */
const varyingAxes = (cells: readonly Cell[]): readonly number[] =>
  (cells[0]?.place ?? []).flatMap((first, axis) => (cells.some(({ place }) => place[axis] !== first) ? [axis] : []));

/** Of one line the total may be known: what is kept back of it must be of people enough, and more than one group. */
function complementOfLine(cells: readonly Cell[], hidden: ReadonlySet<number>): ReadonlySet<number> {
  const all = [...hidden].flatMap((at) => cells[at] ?? []);
  const isSafe = all.every(({ tally }) => isFew(tally)) && !isFew(sumOf(all.map(({ tally }) => tally)));
  const smallest = isSafe ? undefined : bySize(cells).find((at) => !hidden.has(at));
  return new Set(smallest === undefined ? [] : [smallest]);
}

/** Positions of groups, those of fewest rows first. */
const bySize = (cells: readonly Cell[]): readonly number[] =>
  [...cells.keys()].sort((one, other) => (cells[one]?.tally.rows ?? 0) - (cells[other]?.tally.rows ?? 0) || one - other); // prettier-ignore

type TableCell = { readonly row: string; readonly column: string; readonly tally: Tally };

function tableOf(cells: readonly Cell[], axis: number, axes: readonly number[]): readonly TableCell[] {
  const others = axes.filter((each) => each !== axis);
  return cells.map(({ place, tally }) => ({
    row: `r${place[axis] ?? ''}`,
    column: `c${JSON.stringify(others.map((each) => place[each]))}`,
    tally,
  }));
}

/**
 * Lines are joined by the groups that are kept back to hide others. Whatever sums and differences of whole lines give is
 * what leads from some lines to the rest: where the row and the column of a small group are joined, it never stands there
 * without a large one. Lines whose own total is never given are joined from the beginning.
 * @returns null where a group can't be hidden so
 */
function complementOfTable(table: readonly TableCell[], hidden: ReadonlySet<number>): ReadonlySet<number> | null {
  const untold = untoldLines(table);
  const endsOf = ({ row, column }: TableCell) => [row, column].map((line) => (untold.has(line) ? 'untold' : line));
  const links = table.flatMap((cell, at): readonly Link[] => {
    const [one = '', other = ''] = endsOf(cell);
    return hidden.has(at) || isFew(cell.tally) ? [] : [{ at, one, other, cost: cell.tally.rows }];
  });
  const path = cheapestPaths(links);
  const added = new Set<number>();
  for (const at of hidden) {
    const [one = '', other = ''] = table[at] === undefined ? [] : endsOf(table[at]);
    const joining = path(one, other);
    if (joining === null) return null;
    for (const each of joining) added.add(each);
  }
  return added;
}

/** Lines of few people, and the smallest of the others that hides the last of them: their totals are kept back themselves. */
function untoldLines(table: readonly TableCell[]): ReadonlySet<string> {
  const untold = new Set<string>();
  for (const side of ['row', 'column'] as const) {
    const tallies = new Map<string, Tally[]>();
    for (const cell of table) tallies.set(cell[side], [...(tallies.get(cell[side]) ?? []), cell.tally]);
    const lines = [...tallies].map(([line, of]) => ({ place: [line], tally: sumOf(of) }));
    const few = new Set(lines.flatMap(({ tally }, at) => (isFew(tally) ? [at] : [])));
    const kept = few.size === 0 ? [] : complementOfLine(lines, few);
    for (const at of [...few, ...kept]) untold.add(lines[at]?.place[0] ?? '');
  }
  return untold;
}

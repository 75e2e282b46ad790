import type { QualityCount, TypeQuality } from '../adapters/quality/count-type.ts';
import type { Finding } from '../schema/subgraph.ts';
import type { DepartmentQuality } from './read-quality.ts';

/** What a reason means, to whom the data belongs. */
const inWords: Readonly<Record<Finding['reason'], string>> = {
  UNREADABLE_VALUE: 'the value can’t be read',
  UNKNOWN_CODE: 'the code means nothing',
  DUPLICATE_KEY: 'the key is stored more than once',
  INVALID_IDENTIFIER: 'no well-formed identifier',
};

/** What a field leads to may be there more than once as well. */
const writeReason = ({ field, reason }: QualityCount): string =>
  reason === 'DUPLICATE_KEY' && field !== null ? 'leads to more than one row' : inWords[reason];

/** One department's counts as a table, under how much was read; pseudonyms of people below their line. */
export function writeTable({ department, types }: Pick<DepartmentQuality, 'department' | 'types'>): string {
  const lines = types.flatMap((type) => type.counts.map((count) => ({ cells: cellsOf(type, count), count })));
  const heading = `${department}: ${writeTotal(types)}${lines.length === 0 ? ', nothing found' : ''}\n`;
  if (lines.length === 0) return heading;
  const titles = ['Type', 'Field', 'Reason', 'Rows', 'Share'];
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...lines.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  const write = (cells: readonly string[]) =>
    `  ${cells.map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}\n`;
  const written = lines.map(({ cells, count }) => write(cells) + count.keys.map((key) => `    ${key}\n`).join(''));
  return [heading, write(titles), ...written].join('');
}

const cellsOf = ({ type, rows }: TypeQuality, count: QualityCount): readonly string[] => [
  type,
  count.field ?? '(row)',
  writeReason(count),
  writeNumber(count.rows),
  writeShare(count.rows / rows),
];

/** `12,345 rows of 5 types read` */
export function writeTotal(types: readonly TypeQuality[]): string {
  const rows = types.reduce((sum, each) => sum + each.rows, 0);
  return `${writeNumber(rows)} ${rows === 1 ? 'row' : 'rows'} of ${types.length} ${types.length === 1 ? 'type' : 'types'} read`;
}

const writeNumber = (value: number): string => value.toLocaleString('en-US');

/** Two digits behind the point; what is less than can be shown is not nothing. */
const writeShare = (share: number): string => (share < 0.0001 ? '<0.01 %' : `${(share * 100).toFixed(2)} %`);

/** A line of JSON for each count. `keys` only where they were asked for. */
export function writeJsonLines(
  { department, types }: Pick<DepartmentQuality, 'department' | 'types'>,
  { keys }: { readonly keys: boolean },
): string {
  const lines = types.flatMap(({ type, rows: read, counts }) =>
    counts.map(({ field, reason, rows, keys: people }) => {
      const count = { department, type, field, reason, rows, read, share: rows / read };
      return `${JSON.stringify(keys ? { ...count, keys: people } : count)}\n`;
    }),
  );
  return lines.join('');
}

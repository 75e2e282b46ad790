/** A table of rows that name the same columns, in Markdown; empty of none. */
export function markdownTable(rows: readonly Readonly<Record<string, string>>[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const columns = Object.keys(first);
  const rule = columns.map((_column, place) => (place === 0 ? '---' : '--:'));
  return [line(columns), line(rule), ...rows.map((row) => line(columns.map((column) => row[column] ?? '–')))].join(
    '\n',
  );
}

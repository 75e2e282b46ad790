/** An array as PostgreSQL writes one. */
export function arrayText(values: readonly (string | number | null)[]): string {
  if (values.length === 0) return '{}';
  // Keys, of which there may be thousands.
  if (isTexts(values)) return `{"${values.map(escaped).join('","')}"}`;
  return `{${values.map((value) => (typeof value === 'string' ? `"${escaped(value)}"` : (value ?? 'NULL'))).join()}}`;
}

const isTexts = (values: readonly unknown[]): values is readonly string[] =>
  values.every((value) => typeof value === 'string');

const escaped = (text: string): string => (/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text);

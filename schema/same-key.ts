/**
 * Can two values be one key? Departments write one key in several ways: in other cases, with blanks or zeros around it,
 * and an id of a person with fifteen digits or eighteen. What only this tells apart is not told apart here.
 */
export function isSameKey(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isKeyValue(one) || !isKeyValue(other)) return false;
  const [a, b] = [spelled(one), spelled(other)];
  return a === b || shortened(a) === shortened(b);
}

const isKeyValue = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

const spelled = (value: string | number): string =>
  String(value)
    .trim()
    .toUpperCase()
    .replace(/^0+(?=\d)/, '');

/** An id of eighteen digits as it was before 1999, without the century and the check digit. */
const shortened = (text: string): string =>
  /^\d{6}19\d{9}[\dX]$/.test(text) ? text.slice(0, 6) + text.slice(8, 17) : text;

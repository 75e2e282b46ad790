import type { ValueMapping } from '../mapping/model.ts';

/** How a number is written in a column of text. */
export type NumberForm = {
  readonly kind: 'Int' | 'Float' | 'Decimal';
  /** One sign between groups of three digits of the whole part; null for none. */
  readonly grouping: string | null;
  /** Between the whole part and what is smaller. */
  readonly point: '.' | ',';
  /** Is a number with a point none? */
  readonly isWhole: boolean;
};

/** Null for a number that SQL can't be asked for: groups with more than one sign between them. */
export function numberForm({ type, grouping, scale }: ValueMapping): NumberForm | null {
  if (type !== 'Int' && type !== 'Float' && type !== 'Decimal') return null;
  if (grouping !== null && Array.from(grouping).length !== 1) return null;
  const isDecimal = type === 'Decimal';
  return {
    kind: type,
    grouping: isDecimal ? grouping : null,
    point: isDecimal && grouping === '.' ? ',' : '.',
    isWhole: type === 'Int' || (isDecimal && (scale ?? 0) !== 0),
  };
}

/** The form as a regular expression of few means, which every engine that has any reads alike. */
export function numberPattern({ kind, grouping, point, isWhole }: NumberForm): string {
  if (kind === 'Int') return '^-?[0-9]{1,10}$';
  const grouped = grouping === null ? '' : `|[0-9]{1,3}([${grouping === '^' ? '\\^' : grouping}][0-9]{3})+`;
  const fraction = isWhole ? '' : `([${point}][0-9]+)?`;
  return `^-?([0-9]+${grouped})${fraction}${kind === 'Float' ? '([eE][+-]?[0-9]{1,3})?' : ''}$`;
}

/** Digits and signs of numbers in full width, and what they are in ASCII. */
export const fullWidthSigns = { wide: '０１２３４５６７８９．，－＋ｅＥ', ascii: '0123456789.,-+eE' } as const;

import { fullWidth, halfWidth } from '../codecs/phone.ts';
import type { ValueMapping } from '../mapping/model.ts';
import { patternLiteral } from './pattern-literal.ts';

/** How a number is written in a column of text. */
export type NumberForm = {
  readonly kind: 'Int' | 'Float' | 'Decimal';
  /** One sign between groups of three digits of the whole part, not in full width; null for none. */
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
  const sign = isDecimal && grouping !== null ? halfWidth(grouping) : null;
  return {
    kind: type,
    grouping: sign,
    point: sign === '.' ? ',' : '.',
    isWhole: type === 'Int' || (isDecimal && (scale ?? 0) !== 0),
  };
}

/** A text of more signs than this is known to no filter: of some an engine makes an error. Reading gives it all the same. */
export const mostSigns = 1000;

/** How many digits a decimal number may have for an engine, before the point and behind it. */
export type DecimalRoom = { readonly whole: number; readonly places: number };

/**
 * The form as a regular expression: of the few constructs that PostgreSQL and MariaDB read alike.
 * @param room a number with more digits than these, but for noughts, has not this form; null for any number of them
 */
export function numberPattern({ kind, grouping, point, isWhole }: NumberForm, room: DecimalRoom | null): string {
  if (kind === 'Int') return '^-?[0-9]{1,10}$';
  const grouped = grouping === null ? '' : `|${groupedPattern(patternLiteral(grouping), room)}`;
  const whole = room === null ? '[0-9]+' : `0*[0-9]{1,${room.whole}}`;
  const places = room === null ? '[0-9]+' : `[0-9]{1,${room.places}}0*`;
  const fraction = isWhole ? '' : `([${point}]${places})?`;
  return `^-?(${whole}${grouped})${fraction}${kind === 'Float' ? '([eE][+-]?0*[0-9]{1,3})?' : ''}$`;
}

/** One sign between groups of three digits; where there is room for so many, one or two digits before the most groups. */
function groupedPattern(sign: string, room: DecimalRoom | null): string {
  if (room === null) return `[0-9]{1,3}(${sign}[0-9]{3})+`;
  const most = Math.floor((room.whole - 1) / 3);
  const first = room.whole - 3 * most;
  return `[0-9]{1,3}(${sign}[0-9]{3}){1,${most - 1}}|[0-9]{1,${first}}(${sign}[0-9]{3}){${most}}`;
}

const wide = '０１２３４５６７８９．，－＋ｅＥ';

/** Digits and signs of numbers in full width, that between groups included, and what they are in ASCII. */
export function wideSigns({ grouping }: NumberForm): { readonly wide: string; readonly ascii: string } {
  const more = grouping !== null && /^[!-~]$/.test(grouping) ? fullWidth(grouping) : '';
  const all = wide.includes(more) ? wide : wide + more;
  return { wide: all, ascii: halfWidth(all) };
}

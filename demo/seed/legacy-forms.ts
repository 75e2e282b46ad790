import type { Random } from '../population/random.ts';

/** The forms in which departments write down what the graph writes in one. */

/** 18 characters → the 15 of before 1999; only for births in the twentieth century. */
export const shortId = (id: string): string => id.slice(0, 6) + id.slice(8, 17);

export const hasShortId = (id: string): boolean => id.slice(6, 8) === '19';

/** A check character that is wrong. */
export function breakCheck(id: string): string {
  const last = id.charAt(17);
  return id.slice(0, 17) + (last === 'X' ? '5' : String((Number(last) + 1) % 10));
}

/** `张三` → `张　三` */
export const spaceName = (name: string): string =>
  /^[^·]{2}$/u.test(name) ? `${name.charAt(0)}\u3000${name.slice(1)}` : name;

export const fullWidth = (digits: string): string =>
  digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

/** yyyyMMddHHmmss within office hours of the years given. */
export function drawTimestamp(random: Random, firstYear: number, lastYear: number): string {
  const date = `${random.between(firstYear, lastYear)}${two(random.between(1, 12))}${two(random.between(1, 28))}`;
  return `${date}${two(random.between(8, 17))}${two(random.int(60))}${two(random.int(60))}`;
}

/** yyyyMMdd → yyyy-MM-dd */
export const dashed = (date: string): string => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`;

/** 32 hexadecimal digits. */
export const drawHex = (random: Random): string =>
  Array.from({ length: 4 }, () =>
    random
      .int(2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

const two = (value: number): string => String(value).padStart(2, '0');

import { dateTokens } from './date-format.ts';

/** A form's shape, for `hasForm`: a 9 for every digit. */
export const shapeOf = (format: string): string => format.replace(dateTokens, (token) => '9'.repeat(token.length));

import { dateTokens } from './date-format.ts';
import { isEpochFormat } from './epoch.ts';

/** Are texts in these forms, compared letter by letter, in the order of time? They are where none begins otherwise than the longest. */
export function sortAsTime(formats: readonly string[]): boolean {
  if (formats.some(isEpochFormat)) return formats.length === 1;
  const longest = formats.reduce((one, other) => (other.length > one.length ? other : one), '');
  const parts: readonly string[] = longest.match(dateTokens) ?? [];
  return (
    parts.join() === significance.slice(0, parts.length).join() && formats.every((each) => longest.startsWith(each))
  );
}

const significance = ['yyyy', 'MM', 'dd', 'HH', 'mm', 'ss'];

import { badInput } from '../../schema/input-mistakes.ts';

/** One field of `groupBy`, and how: `VALUE`, or a bucket of dates. */
export type AskedGroup = { readonly field: string; readonly by: 'VALUE' | 'YEAR' | 'QUARTER' | 'MONTH' | 'DAY' };

/** Fields that rows may be grouped by at once. */
const maxGroups = 6;

/** Reads a `groupBy` that was coerced. @throws {OnestopError} `BAD_USER_INPUT` for an entry of several fields, or none */
export function readGroupBy(groupBy: readonly Readonly<Record<string, unknown>>[]): readonly AskedGroup[] {
  if (groupBy.length > maxGroups) throw badInput('groupBy has more than {max} fields', { max: maxGroups });
  const groups = groupBy.map((entry): AskedGroup => {
    const [[field, by] = [], ...more] = Object.entries(entry);
    if (field === undefined || typeof by !== 'string' || more.length > 0)
      throw badInput('Each entry of groupBy names one field');
    return { field, by: by as AskedGroup['by'] }; // coerced to one of the two enums
  });
  if (new Set(groups.map(({ field }) => field)).size < groups.length) throw badInput('groupBy names a field twice');
  return groups;
}

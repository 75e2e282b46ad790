import { parseCondition, type Condition } from './condition.ts';
import type { Mistakes } from './mistake.ts';
import type { Place } from './model.ts';

/** The `where` of a table or relation. Null for none, and where a mistake tells why it can't be read. */
export function readCondition(where: string | null, place: Place, mistakes: Mistakes): Condition | null {
  if (where === null) return null;
  const parsed = parseCondition(where);
  if (parsed.ok) return parsed.condition;
  mistakes.add('MAPPING_WHERE_INVALID', place, { where, reason: parsed.reason });
  return null;
}

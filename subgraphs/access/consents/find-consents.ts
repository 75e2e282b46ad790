import { readResidentId } from '../../../adapters/codecs/resident-id.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import type { Agreement, FindConsents } from '../../../schema/agreement.ts';
import { loadConsents } from '../store/consents.ts';
import { termsOf } from './terms.ts';

/** Who consents to which agreement as it stands; one statement, however many people. */
export function createFindConsents(ask: Ask, agreements: readonly Agreement[]): FindConsents {
  const terms = new Map(agreements.map((each) => [each.name, termsOf(each)]));
  return async (subjects, names) => {
    const rows = await loadConsents(ask, [...new Set(subjects.map(readResidentId))]);
    const given = new Map<string, Set<string>>();
    for (const { citizenId, agreement, terms: to, isGiven } of rows) {
      if (!isGiven || !names.includes(agreement) || terms.get(agreement) !== to) continue;
      given.set(citizenId, (given.get(citizenId) ?? new Set()).add(agreement));
    }
    return new Map(subjects.map((id) => [id, given.get(readResidentId(id)) ?? new Set<string>()]));
  };
}

import type { Department } from './load-departments.ts';
import type { Texts } from './words.ts';

/** Something that several parts of the graph speak of: a citizen, a case. */
export type Hub = {
  readonly type: string;
  readonly label: Texts;
  /** Departments that give fields of it. */
  readonly givers: number;
  /** Which of the page's colours it has. */
  readonly colour: number;
};

/** Colours the style sheet has. */
const colours = 8;

/** What departments share: first what most of them give fields of. A type of the graph's own systems alone is none. */
export function hubsOf(departments: readonly Department[]): readonly Hub[] {
  const found = new Map<string, { label: Texts; givers: number }>();
  for (const { serves, isOwnSystem } of departments) {
    if (isOwnSystem) continue;
    for (const { type, label, shared } of serves) {
      if (shared) found.set(type, { label, givers: (found.get(type)?.givers ?? 0) + 1 });
    }
  }
  return [...found]
    .sort(([, one], [, other]) => other.givers - one.givers)
    .map(([type, hub], index) => ({ type, ...hub, colour: index % colours }));
}

/** The first in the middle, the others above and below it by turns. */
export function aroundTheMiddle(hubs: readonly Hub[]): readonly Hub[] {
  const above = hubs.filter((_, index) => index > 0 && index % 2 === 1).reverse();
  const below = hubs.filter((_, index) => index > 0 && index % 2 === 0);
  return [...above, ...hubs.slice(0, 1), ...below];
}

import { drawBrand } from './business-names.ts';
import { referenceYear } from './household-plan.ts';
import type { Random } from './random.ts';

/** In existence, suspended (停业), revoked (吊销), deregistered (注销). */
export type BusinessStatus = 'active' | 'suspended' | 'revoked' | 'deregistered';

/** What a change was about; null for founding, revoking and closing. */
export type ChangedItem = 'name' | 'address' | 'scope' | 'capital';

/** An entry in the register: 设立, 变更, 吊销, 注销. */
export type BusinessEvent = {
  readonly kind: 'founded' | 'changed' | 'revoked' | 'closed';
  /** yyyyMMdd */
  readonly date: string;
  readonly item: ChangedItem | null;
  readonly before: string | null;
  readonly after: string | null;
};

/** What changes may change. */
export type BusinessFacts = {
  readonly name: string;
  readonly address: string;
  readonly scope: string;
  readonly capitalYuan: number;
};

export type BusinessStory = {
  /** Oldest first; the founding is the first. */
  readonly events: readonly BusinessEvent[];
  /** The facts after the last change. */
  readonly now: BusinessFacts;
  readonly status: BusinessStatus;
  /** yyyyMMdd */
  readonly closed: string | null;
};

/** @param first the facts at the founding; `founded` as yyyyMMdd */
export function drawStory(random: Random, first: BusinessFacts & { readonly founded: string }): BusinessStory {
  const { founded, ...facts } = first;
  const lastYear = drawLastYear(random, Number(founded.slice(0, 4)));
  const years = Array.from(
    { length: lastYear - Number(founded.slice(0, 4)) },
    (_, place) => lastYear - place,
  ).reverse();
  const changes: BusinessEvent[] = [];
  let now: BusinessFacts = facts;
  for (const year of years) {
    if (year > referenceYear || !random.chance(0.2)) continue;
    const { change, facts: next } = drawChange(random, now, drawDay(random, year));
    changes.push(change);
    now = next;
  }
  const end = drawEnd(random, lastYear);
  const events = [plainEvent('founded', founded), ...changes, ...end.events];
  return { events, now, status: end.status, closed: end.closed };
}

export const plainEvent = (kind: 'founded' | 'revoked' | 'closed', date: string): BusinessEvent => ({
  kind,
  date,
  item: null,
  before: null,
  after: null,
});

/** The last year with changes: that of the data for who still exists, else one after the founding. */
function drawLastYear(random: Random, founding: number): number {
  const existing = founding >= referenceYear - 1 || random.chance(0.78);
  return existing ? referenceYear : random.between(founding, referenceYear - 2);
}

/** Who ended did so in the year after the last changes. */
function drawEnd(
  random: Random,
  lastYear: number,
): Pick<BusinessStory, 'status' | 'closed'> & Pick<BusinessStory, 'events'> {
  if (lastYear === referenceYear)
    return { events: [], status: random.chance(0.03) ? 'suspended' : 'active', closed: null };
  const date = drawDay(random, lastYear + 1);
  if (random.chance(0.25)) return { events: [plainEvent('revoked', date)], status: 'revoked', closed: null };
  return { events: [plainEvent('closed', date)], status: 'deregistered', closed: date };
}

function drawChange(
  random: Random,
  now: BusinessFacts,
  date: string,
): { readonly change: BusinessEvent; readonly facts: BusinessFacts } {
  const item = random.pick<ChangedItem>(['name', 'address', 'address', 'scope', 'capital']);
  const facts = { ...now, ...drawFact(random, now, item) };
  return { change: { kind: 'changed', date, item, before: write(now, item), after: write(facts, item) }, facts };
}

function drawFact(random: Random, now: BusinessFacts, item: ChangedItem): Partial<BusinessFacts> {
  switch (item) {
    case 'name':
      return { name: `${now.name.slice(0, 3)}${drawBrand(random)}${now.name.slice(5)}` };
    case 'address':
      return { address: now.address.replace(/\d+号\d+室$/, `${random.between(1, 480)}号${random.between(1, 60)}室`) };
    case 'scope':
      return {
        scope: `${now.scope}；${random.pick(['技术服务', '货物进出口', '非居住房地产租赁', '普通货物仓储服务'])}`,
      };
    case 'capital':
      return { capitalYuan: now.capitalYuan * random.between(2, 4) };
  }
}

/** Capital is written in 10,000s of yuan, as on the licence. */
const write = (facts: BusinessFacts, item: ChangedItem): string =>
  item === 'capital' ? `${facts.capitalYuan / 10_000}万元` : facts[item];

const drawDay = (random: Random, year: number): string =>
  `${year}${String(random.between(1, 12)).padStart(2, '0')}${String(random.between(1, 28)).padStart(2, '0')}`;

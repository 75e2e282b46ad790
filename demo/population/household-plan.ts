import type { Sex } from './names.ts';
import type { Random } from './random.ts';

/** Everything of the population is told as of this day; the data does not age with the clock. */
export const referenceYear = 2025;
const youngestBirth = 2024;
const oldestBirth = 1930;

export type Relation = 'head' | 'spouse' | 'child' | 'grandchild' | 'parent' | 'inmate';

export type MemberPlan = {
  readonly relation: Relation;
  readonly sex: Sex;
  readonly birthYear: number;
  readonly ownSurname: boolean;
};

export type HouseholdPlan = { readonly kind: 'family' | 'collective'; readonly members: readonly MemberPlan[] };

/** Families have one to six members and a head; one household in 200 is a dormitory. */
export function planHousehold(random: Random): HouseholdPlan {
  if (random.chance(0.005)) return { kind: 'collective', members: planDormitory(random) };
  const head = member(random, 'head', referenceYear - random.between(24, 84));
  const members = [head];
  const married = random.chance(0.78);
  if (married) members.push(planSpouse(random, head));
  if (random.chance(married ? 0.85 : 0.2)) members.push(...planChildren(random, head.birthYear));
  if (random.chance(0.2)) members.push(...planParents(random, head.birthYear));
  return { kind: 'family', members: members.slice(0, 6) };
}

function planDormitory(random: Random): readonly MemberPlan[] {
  const size = random.between(8, 24);
  return Array.from({ length: size }, () => member(random, 'inmate', referenceYear - random.between(18, 30)));
}

function planSpouse(random: Random, head: MemberPlan): MemberPlan {
  const sex = head.sex === 'male' ? 'female' : 'male';
  const birthYear = within(head.birthYear + random.between(-5, 5), oldestBirth, referenceYear - 20);
  return { relation: 'spouse', sex, birthYear, ownSurname: true };
}

/** Children who are grown up have mostly left; of those who stayed some have a child of their own. */
function planChildren(random: Random, parentBirth: number): readonly MemberPlan[] {
  const members: MemberPlan[] = [];
  for (let count = random.chance(0.55) ? 1 : 2; count > 0; count--) {
    const birthYear = parentBirth + random.between(21, 36);
    const age = referenceYear - birthYear;
    if (birthYear > youngestBirth || (age > 28 && random.chance(0.7))) continue;
    members.push(member(random, 'child', birthYear));
    const grandchild = birthYear + random.between(22, 32);
    if (grandchild <= youngestBirth && random.chance(0.5)) members.push(member(random, 'grandchild', grandchild));
  }
  return members;
}

function planParents(random: Random, childBirth: number): readonly MemberPlan[] {
  const birthYear = childBirth - random.between(21, 34);
  return birthYear < oldestBirth ? [] : [member(random, 'parent', birthYear)];
}

function member(random: Random, relation: Relation, birthYear: number): MemberPlan {
  const sex = random.chance(0.51) ? 'male' : 'female';
  const year = within(birthYear, oldestBirth, youngestBirth);
  return {
    relation,
    sex,
    birthYear: year,
    ownSurname: relation === 'inmate' || (relation === 'parent' && sex === 'female'),
  };
}

const within = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

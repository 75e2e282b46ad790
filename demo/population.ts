import { districts, drawAddress } from './population/city.ts';
import { openIdOffice, type IdOffice } from './population/citizen-id.ts';
import type { Citizen, Household } from './population/household.ts';
import { planHousehold, referenceYear, type MemberPlan } from './population/household-plan.ts';
import { drawCompany, drawName, drawSurname, loadNamePools, type NamePools } from './population/names.ts';
import { notableHouseholds } from './population/notable-citizens.ts';
import { createRandom, type Random } from './population/random.ts';

export type Population = {
  readonly seed: number;
  /** How many citizens there are. */
  readonly citizens: number;
  /** The same households in the same order every time. */
  households(): Generator<Household, void>;
};

/** The people of the demo's city: the same for every department, drawn anew at every pass instead of kept. */
export async function createPopulation(request: {
  readonly seed: number;
  readonly citizens: number;
}): Promise<Population> {
  const pools = await loadNamePools();
  return { ...request, households: () => drawHouseholds(request, pools) };
}

function* drawHouseholds(
  { seed, citizens }: { readonly seed: number; readonly citizens: number },
  pools: NamePools,
): Generator<Household, void> {
  const office = openIdOffice();
  const employers = drawEmployers(seed, pools);
  for (const household of notableHouseholds) for (const { id } of household.members) office.reserve(id);
  for (let number = 0, count = 0; count < citizens; number++) {
    const household =
      notableHouseholds[number] ??
      drawHousehold({ random: createRandom(seed, 'household', number), number, office, pools, employers });
    const members = household.members
      .slice(0, citizens - count)
      .map((member, offset) => ({ ...member, index: count + offset }));
    count += members.length;
    yield { ...household, number, members };
  }
}

function drawEmployers(seed: number, pools: NamePools): readonly string[] {
  const random = createRandom(seed, 'employers');
  return Array.from({ length: 400 }, () => drawCompany(random, pools));
}

type Draw = {
  readonly random: Random;
  readonly number: number;
  readonly office: IdOffice;
  readonly pools: NamePools;
  readonly employers: readonly string[];
};

function drawHousehold(draw: Draw): Omit<Household, 'number'> {
  const { kind, members } = planHousehold(draw.random);
  const address = drawAddress(draw.random, draw.number, draw.pools.streets);
  const surname = drawSurname(draw.random, draw.pools);
  return { kind, address, members: members.map((plan) => drawCitizen(draw, plan, surname)) };
}

function drawCitizen({ random, office, pools, employers }: Draw, plan: MemberPlan, familyName: string): Citizen {
  const { sex, relation } = plan;
  const surname = plan.ownSurname ? drawSurname(random, pools) : familyName;
  const birth = `${plan.birthYear}${twoDigits(random.between(1, 12))}${twoDigits(random.between(1, 28))}`;
  const age = referenceYear - plan.birthYear;
  const atWork = age >= 18 && age < 60 && random.chance(0.8);
  return {
    index: 0,
    id: office.issue(random, { region: random.pick(districts).code, birth, sex }),
    name: drawName(random, pools, { surname, sex }),
    formerName: age >= 18 && random.chance(0.015) ? drawName(random, pools, { surname, sex }) : null,
    sex,
    birth,
    death: drawDeath(random, age),
    relation,
    phone: age >= 16 ? `100${String(random.int(100_000_000)).padStart(8, '0')}` : null,
    employer: atWork ? random.pick(employers) : null,
    notable: false,
  };
}

function drawDeath(random: Random, age: number): string | null {
  const probability = age > 75 ? 0.18 : age > 60 ? 0.04 : 0.004;
  if (!random.chance(probability)) return null;
  const year = referenceYear - random.int(Math.min(age, 12));
  return `${year}${twoDigits(random.between(1, 12))}${twoDigits(random.between(1, 28))}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

import { expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { isValidResidentId } from '../../adapters/codecs/resident-id.ts';
import { createPopulation } from '../../demo/population.ts';
import type { Citizen } from '../../demo/population/household.ts';
import { heroId } from '../../demo/population/notable-citizens.ts';

async function draw(seed: number, citizens: number): Promise<readonly Citizen[]> {
  const population = await createPopulation({ seed, citizens });
  return [...population.households()].flatMap(({ members }) => members);
}

const checksum = (people: readonly Citizen[]): string =>
  createHash('sha256').update(JSON.stringify(people)).digest('hex');

test('one seed draws the same people, another seed others, more citizens the same and more', async () => {
  const people = await draw(7, 300);
  expect(checksum(await draw(7, 300))).toBe(checksum(people));
  expect(checksum(await draw(8, 300))).not.toBe(checksum(people));
  expect((await draw(7, 900)).slice(0, 250)).toEqual(people.slice(0, 250));
});

test('there are as many as asked for, each with a valid id of a city that does not exist', async () => {
  const people = await draw(7, 5_000);
  expect(people).toHaveLength(5_000);
  expect(new Set(people.map(({ id }) => id)).size).toBe(5_000);
  expect(people.filter(({ id }) => !isValidResidentId(id))).toEqual([]);
  expect(people.filter(({ id, notable }) => !notable && !/^9901\d\d/.test(id))).toEqual([]);
  expect(people.filter(({ id, birth }) => id.slice(6, 14) !== birth)).toEqual([]);
});

test('the hero and the examples of the standard are citizens', async () => {
  const people = await draw(3, 10);
  expect(people.map(({ id }) => id)).toEqual(
    expect.arrayContaining([heroId, '440524188001010014', '34052419800101001X']),
  );
  expect(people[0]).toMatchObject({ id: '11010519491231002X', birth: '19491231', relation: 'head' });
});

import { afterAll, beforeAll, test } from '@jest/globals';
import { expectMappedAnswers } from './fixtures/expect-mapped-answers.ts';
import { openMappedDepartments, type MappedDepartments } from './fixtures/mapped-departments.ts';

let departments: MappedDepartments;
beforeAll(async () => {
  departments = await openMappedDepartments();
});
afterAll(() => departments.close());

test('thousands of questions of mappings made up at random are answered alike by all engines, and by hand', async () => {
  await expectMappedAnswers(departments, { mappings: 200, seed: Math.trunc(Math.random() * 2 ** 31) });
}, 900_000);

import { afterAll, beforeAll, test } from '@jest/globals';
import { openMappedDepartments, type MappedDepartments } from './fixtures/mapped-departments.ts';
import { expectMappedAnswers } from './fixtures/expect-mapped-answers.ts';

let departments: MappedDepartments;
beforeAll(async () => {
  departments = await openMappedDepartments();
});
afterAll(() => departments.close());

test(
  'mappings, rows and questions made up at random are answered alike by all engines, and by hand',
  () =>
    expectMappedAnswers(departments, {
      mappings: Number(process.env['RUNS'] ?? 20),
      seed: Number(process.env['SEED'] ?? 5),
    }),
  180_000,
);

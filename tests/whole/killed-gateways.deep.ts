import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCity } from '../city.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { killGateways } from './killed-gateways.ts';

let city: PreparedDepartments;
beforeAll(async () => {
  city = await openCity();
}, 240_000);
afterAll(() => city.close());

test('of a gateway that is killed fifty times under load, no answer has left that is not written down', async () => {
  const { answered, missing } = await killGateways(city, 50);
  console.info(`${answered} answers had left, ${missing} of them are not written down`);
  expect(answered).toBeGreaterThan(250);
  expect(missing).toBe(0);
}, 900_000);

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createExplainer } from '../../gateway/create-explainer.ts';
import { allDepartments, hero, official, openCity, type City } from './city.ts';

let city: City;
beforeAll(async () => {
  city = await openCity();
});
afterAll(() => city.close());

test('one question is answered by three departments', async () => {
  const query =
    'query Hero($id: ID!) { citizen(id: $id) { fullName insurance { status employer } id benefits { kind } adminUnit { name } } }';
  const { status, text } = await city.ask(query, { variables: { id: hero }, headers: official });
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({
    data: {
      citizen: {
        fullName: '李明',
        insurance: { status: 'ACTIVE', employer: '朝阳机械厂' },
        id: hero,
        benefits: [{ kind: 'PENSION' }],
        adminUnit: { name: '朝阳区' },
      },
    },
  });
  // Keys stand in the client's order.
  expect(text.indexOf('fullName')).toBeLessThan(text.indexOf('insurance'));
});

test('explain names the fetches and their departments', () => {
  const explain = createExplainer(allDepartments());
  const plan = explain('{ citizen(id: "1") { fullName insurance { status } } }', null);
  expect(plan.fetches.map(({ department, path, entities }) => ({ department, path, entities }))).toEqual([
    { department: 'identity', path: [], entities: false },
    { department: 'insurance', path: ['citizen'], entities: true },
    { department: 'registry', path: ['citizen'], entities: true },
  ]);
});

test('GraphiQL’s introspection query works', async () => {
  const { getIntrospectionQuery } = await import('graphql');
  const { status, body } = await city.ask(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }));
  expect(body.errors).toBeUndefined();
  expect(status).toBe(200);
  expect(body.data.__schema.types.map((type: { name: string }) => type.name)).toContain('Citizen');
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { errorTable } from '../../schema/errors.ts';
import { broken, hero, identity, insurance, official, openCity, portal, registry, type City } from './city.ts';

let city: City;
beforeAll(async () => {
  const down = broken(insurance(), async () => {
    throw new Error('t_cbjl is gone');
  });
  city = await openCity({ subgraphs: [identity(), registry(), down, portal()] });
});
afterAll(() => city.close());

const read = (url: string, authorization?: string) =>
  city.app.inject({ url, headers: authorization === undefined ? {} : { authorization } });

const codeOf = (payload: string): unknown => JSON.parse(payload).errors[0].extensions.code;

/** `name{label="value"}` → value; without labels the name alone. */
async function readMetrics(): Promise<ReadonlyMap<string, number>> {
  const { payload } = await read('/metrics', 'Bearer admin');
  const lines = payload.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe.each(['/metrics', '/supergraph.graphql'])('%s', (url) => {
  test.each([
    ['nobody', undefined, 401, 'UNAUTHENTICATED'],
    ['a citizen', 'Bearer citizen', 403, 'FORBIDDEN_ACTION'],
    ['an official', 'Bearer official', 403, 'FORBIDDEN_ACTION'],
    ['an integrator', 'Bearer integrator', 403, 'FORBIDDEN_ACTION'],
    ['a program with another scope', 'Bearer integrator reports', 403, 'FORBIDDEN_ACTION'],
  ])('is not for %s', async (_who, authorization, status, code) => {
    const answer = await read(url, authorization);
    expect([answer.statusCode, codeOf(answer.payload)]).toEqual([status, code]);
    expect(answer.payload).not.toMatch(/join__|onestop_/);
  });

  test.each([
    ['an admin', 'Bearer admin'],
    ['a program with the scope operator', 'Bearer integrator operator'],
  ])('is for %s, and for no cache', async (_who, authorization) => {
    const answer = await read(url, authorization);
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
  });

  test('is not there for other methods', async () => {
    expect((await city.app.inject({ method: 'POST', url, headers: { authorization: 'Bearer admin' } })).statusCode).toBe(404); // prettier-ignore
  });
});

test('/supergraph.graphql is the supergraph', async () => {
  expect((await read('/supergraph.graphql', 'Bearer admin')).payload).toBe(city.gateway.supergraph.sdl);
});

describe('/metrics', () => {
  test('counts requests by outcome, fetches by department, and what they took', async () => {
    const before = await readMetrics();
    await city.ask('{ adminUnits { id } }');
    await city.ask('{ adminUnits { id } }');
    await city.ask('{ nothing }');
    await city.ask(`{ citizen(id: "${hero}") { fullName insurance { status } } }`, { headers: official });
    const after = await readMetrics();
    const grew = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(grew('onestop_requests_total{code="OK"}')).toBe(2);
    expect(grew('onestop_requests_total{code="GRAPHQL_VALIDATION_FAILED"}')).toBe(1);
    expect(grew('onestop_requests_total{code="DEPARTMENT_UNAVAILABLE"}') + grew('onestop_requests_total{code="DEPARTMENT_ERROR"}')).toBe(1); // prettier-ignore
    expect(grew('onestop_request_duration_seconds_count')).toBe(4);
    expect(grew('onestop_request_duration_seconds_sum')).toBeGreaterThan(0);
    expect(grew('onestop_operation_cost_count')).toBe(3);
    expect(grew('onestop_operation_cost_sum')).toBe(10 + 10 + 2);
    expect(grew('onestop_fetches_total{department="registry"}')).toBe(3);
    expect(grew('onestop_fetches_total{department="insurance"}')).toBe(1);
    expect(grew('onestop_fetch_failures_total{department="insurance"}')).toBe(1);
    expect(grew('onestop_fetch_failures_total{department="registry"}')).toBe(0);
    expect(grew('onestop_fetch_duration_seconds_count{department="registry"}')).toBe(3);
    expect(after.get('onestop_department_up{department="registry"}')).toBe(1);
    expect(after.get('process_cpu_user_seconds_total')).toBeGreaterThan(0);
  });

  test('counts no requests but the graph’s', async () => {
    const before = await readMetrics();
    await read('/readyz');
    await read('/nothing');
    const after = await readMetrics();
    const total = (metrics: ReadonlyMap<string, number>): number =>
      [...metrics].reduce((sum, [name, value]) => (name.startsWith('onestop_requests_total') ? sum + value : sum), 0);
    expect(total(after)).toBe(total(before));
  });

  test('holds nobody’s id and no label but codes and departments, whatever is asked', async () => {
    await city.ask(`query Q${hero} { citizen(id: "${hero}") { fullName } }`, {
      headers: { ...official, 'x-request-id': hero, 'x-purpose': `purpose-${hero}` },
    });
    await city.ask(`{ x${hero}: nothing }`);
    const { payload } = await read('/metrics', 'Bearer admin');
    expect(payload).not.toContain(hero.slice(0, 17));
    const labels = [...payload.matchAll(/^onestop_\w+\{([^}]*)\}/gm)].flatMap(([, text = '']) => [...text.matchAll(/(\w+)="([^"]*)"/g)]); // prettier-ignore
    expect(labels.length).toBeGreaterThan(10);
    const departments = city.gateway.departments().map(({ name }) => name);
    for (const [, label = '', value = ''] of labels) {
      if (label === 'code') expect(['OK', ...Object.keys(errorTable)]).toContain(value);
      else if (label === 'department') expect(departments).toContain(value);
      else expect(label).toBe('le');
    }
  });
});

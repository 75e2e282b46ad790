import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDemoIssuer } from '../../gateway/security/demo-issuer.ts';
import { demoCaller, heroBusiness, type DemoCallerOptions } from '../../cli/demo-clients.ts';
import type { Role } from '../../schema/request.ts';
import { demoFolder, borrowDemo, type AskedDemo } from './demo-process.ts';
import { ask, heroId, signedIn, type Json } from './hero.ts';

/** The son of the hero, whose guardian nobody is; here his mother is. */
const sonId = '990102197508200038';

let demo: AskedDemo;
beforeAll(async () => {
  demo = await borrowDemo();
});
afterAll(() => demo.stop());

async function askAs(role: Role, given: DemoCallerOptions, query: string, variables: Json = {}) {
  const issuer = await createDemoIssuer(demoFolder);
  const headers = signedIn(await issuer.issue(demoCaller(role, given)));
  return (await ask(demo.url, { query, variables }, headers)).body;
}

const lists = '{ citizens(first: 50) { totalCount nodes { id districtCode } } hotlineOrders(first: 50) { totalCount nodes { id jurisdictionId } } }'; // prettier-ignore

describe('an official', () => {
  test('of a district sees its people and orders, and no others, by any way', async () => {
    const all = (await askAs('official', {}, lists)).data;
    const codes = [...new Set<string>(all.citizens.nodes.map((each: Json) => each.districtCode))];
    expect(codes.length).toBeGreaterThan(1);
    for (const code of codes) {
      const claims = { districts: [code] };
      const { data, errors } = await askAs('official', { claims }, lists);
      expect(errors).toBeUndefined();
      expect(new Set(data.citizens.nodes.map((each: Json) => each.districtCode))).toEqual(new Set([code]));
      for (const order of data.hotlineOrders.nodes) expect(order.jurisdictionId).toBe(code);
      // As many as whoever sees all of them finds there.
      const asked = `{ citizens(where: {districtCode: {eq: "${code}"}}) { totalCount } hotlineOrders(where: {jurisdictionId: {eq: "${code}"}}) { totalCount } }`;
      const there = (await askAs('official', {}, asked)).data;
      expect(data.citizens.totalCount).toBe(there.citizens.totalCount);
      expect(data.hotlineOrders.totalCount).toBe(there.hotlineOrders.totalCount);
    }

    const [one] = all.citizens.nodes;
    const other = codes.find((code) => code !== one.districtCode) ?? '';
    const single = 'query ($id: ID!) { citizen(id: $id) { fullName dateOfBirth } }';
    expect((await askAs('official', { claims: { districts: [other] } }, single, { id: one.id })).data).toEqual({ citizen: { fullName: null, dateOfBirth: null } }); // prettier-ignore
    expect((await askAs('official', { claims: { districts: [] } }, lists)).data).toMatchObject({ citizens: { totalCount: 0, nodes: [] }, hotlineOrders: { totalCount: 0 } }); // prettier-ignore
  });

  test('of a department sees the cases it handles', async () => {
    const query = `{ citizen(id: "${heroId}") { cases { totalCount nodes { id departmentId } } } }`;
    const all = (await askAs('official', {}, query)).data.citizen.cases;
    const [first] = all.nodes;
    const own = (await askAs('official', { claims: { departments: [first.departmentId] } }, query)).data.citizen.cases;
    const expected = all.nodes.filter((each: Json) => each.departmentId === first.departmentId);
    expect(own).toEqual({ totalCount: expected.length, nodes: expected });
    expect(expected.length).toBeLessThan(all.nodes.length);
  });
});

test('a guardian sees the ward as themselves, and nobody else', async () => {
  const query = 'query ($id: ID!) { citizen(id: $id) { fullName cases { totalCount } insurance { status } portalFeedback { totalCount } accessLog { totalCount } } }'; // prettier-ignore
  const alone = await askAs('citizen', {}, query, { id: sonId });
  expect(alone.data.citizen).toMatchObject({ fullName: null, cases: null });
  const guardian = { actsFor: [sonId] };
  const ward = await askAs('citizen', guardian, query, { id: sonId });
  const himself = await askAs('citizen', { subject: sonId }, query, { id: sonId });
  expect(ward.errors).toBeUndefined();
  // Each asking is in the log itself.
  const { accessLog, ...seen } = himself.data.citizen;
  expect(ward.data.citizen).toMatchObject(seen);
  expect(ward.data.citizen.accessLog.totalCount).toBeLessThanOrEqual(accessLog.totalCount);
  expect(ward.data.citizen.fullName).toEqual(expect.any(String));
  expect((await askAs('citizen', guardian, query, { id: '34052419800101001X' })).data.citizen.fullName).toBeNull();
});

test('and the calls of a ward whom the hotline knows by telephone and name alone', async () => {
  const query = 'query ($id: ID!) { citizen(id: $id) { hotlineOrdersByPhone { nodes { id } } } hotlineOrders(first: 50) { nodes { id } } }'; // prettier-ignore
  const byPhone = 'hotline:2025061200000013';
  const herself = (await askAs('citizen', {}, query, { id: heroId })).data;
  expect(herself.citizen.hotlineOrdersByPhone.nodes).toContainEqual({ id: byPhone });
  const guardian = (await askAs('citizen', { subject: sonId, actsFor: [heroId] }, query, { id: heroId })).data;
  expect(guardian.citizen).toEqual(herself.citizen);
  expect(guardian.hotlineOrders.nodes).toEqual(expect.arrayContaining(herself.hotlineOrders.nodes));
  const son = (await askAs('citizen', { subject: sonId }, query, { id: heroId })).data;
  expect(JSON.stringify(son)).not.toContain(byPhone);
});

test('the agent of a business sees its cases and owners, and no one’s person', async () => {
  const query = 'query ($id: ID!) { business(id: $id) { legalName cases { totalCount nodes { businessId applicantId applicant { id } } } otherOwners { nodes { name } } people { nodes { fullName } } } }'; // prettier-ignore
  const own = await askAs('business-agent', {}, query, { id: heroBusiness });
  expect(own.data.business).toMatchObject({ legalName: expect.any(String), people: null });
  const { nodes } = own.data.business.cases;
  expect(nodes.length).toBeGreaterThan(0);
  for (const each of nodes) expect(each).toMatchObject({ businessId: heroBusiness, applicant: null });
  const others = await askAs('business-agent', { claims: { businesses: ['91350100M000100Y43'] } }, query, { id: heroBusiness }); // prettier-ignore
  expect(others.data.business.cases).toMatchObject({ totalCount: 0, nodes: [] });
});

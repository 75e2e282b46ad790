import { beforeEach, expect, test } from '@jest/globals';
import { OnestopError } from '../../../schema/errors.ts';
import type { Role } from '../../../schema/request.ts';
import type { UsageQuestion } from '../../../schema/usage-log.ts';
import { requestOf, valueAt } from '../../adapters/fixtures/ask.ts';
import { lin, zhou } from '../feedback/fixtures/people.ts';
import { pseudonym, useLog, type Reading, type TestLog } from './fixtures/log.ts';

let log: TestLog;
const current = useLog();
beforeEach(() => {
  log = current();
});

const minute = (index: number) => new Date(Date.parse('2026-11-26T08:00:00Z') + index * 60_000).toISOString();
const purposes = ['service-delivery', 'statistics', 'investigation'];

/** More than one batch of one person's, several at one moment, some kept back. */
const readings: readonly Reading[] = Array.from({ length: 430 }, (_, index) => ({
  at: minute(Math.floor(index / 3)),
  subjects: [[zhou], [zhou, lin]][index % 2] ?? [],
  purpose: purposes[index % 7 === 0 ? 2 : index % 2] ?? '',
  ...(index % 5 === 0 && { role: 'citizen' as const, actor: zhou }),
}));

const whole = 'id logtime action legalBasis receiverCode receiverName receiverSystem role isOwn departments fields requestId visibleFrom'; // prettier-ignore
const every: Omit<UsageQuestion, 'userCode'> = { periodStart: null, periodEnd: null, offset: 0, limit: 1000 };

const find = (question: Partial<UsageQuestion>, role: Role | null = 'admin', subject = 'operator') =>
  log.subgraph.usages.find({ ...every, userCode: zhou, ...question }, requestOf(role, subject));

/** All of a person's `accessLog`, page by page. */
async function accessLog(id: string, where = '{}') {
  const nodes: unknown[] = [];
  for (let after: unknown = null; ;) {
    const asked = `(first: 90, after: ${JSON.stringify(after)}, where: ${where}) { totalCount nodes { ${whole} } pageInfo { hasNextPage endCursor } }`;
    const answer = await log.logOf([id], asked);
    expect(answer.errors).toEqual([]);
    const at = (...path: readonly string[]) => valueAt(answer, '_entities', 0, 'accessLog', ...path);
    nodes.push(...(at('nodes') as unknown[]));
    if (at('pageInfo', 'hasNextPage') !== true) return { nodes, total: at('totalCount') };
    after = at('pageInfo', 'endCursor');
  }
}

test('holds what accessLog holds, in pages of any size, and what is kept back in neither', async () => {
  await log.read(...readings);
  const moments = ['2026-11-26T12:00:00Z', '2027-02-24T09:00:00Z', '2027-06-01T00:00:00Z'];
  const totals: unknown[] = [];
  for (const moment of moments) {
    log.setNow(moment);
    for (const userCode of [zhou, lin]) {
      const { nodes, total } = await accessLog(userCode);
      if (userCode === zhou) totals.push(total);
      for (const limit of [7, 200, 201, 1000]) {
        const usages: unknown[] = [];
        for (let offset = 0; offset < nodes.length + limit; offset += limit) {
          const page = await find({ userCode, offset, limit });
          expect(page.totalUsages).toBe(total);
          expect(page.usages.length).toBe(Math.max(0, Math.min(limit, nodes.length - offset)));
          usages.push(...page.usages);
        }
        expect(usages).toEqual(nodes);
      }
    }
  }
  // Kept back at first, some of it told, then all.
  expect(totals).toEqual([...new Set(totals)]);
  expect(totals.at(-1)).toBe(readings.length);
}, 60_000);

test('of a period, both ends included', async () => {
  await log.read(...readings.slice(0, 60));
  const { nodes, total } = await accessLog(zhou, `{logtime: {gte: "${minute(5)}", lte: "${minute(9)}"}}`);
  const page = await find({ periodStart: minute(5), periodEnd: minute(9) });
  expect(page).toMatchObject({ totalUsages: total, usages: nodes });
  expect(nodes.length).toBeGreaterThan(5);
  expect(nodes.length).toBeLessThan(16);
});

test('to those alone who may ask accessLog, and says whom it told of', async () => {
  await log.read(...readings.slice(0, 9));
  const own = await find({}, 'citizen', zhou);
  expect(own.read).toEqual({ department: 'access', fields: new Set(['Citizen.accessLog']), subjects: new Set([zhou]) });
  const refused = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return error instanceof OnestopError ? error.code : error;
  };
  expect(await refused(find({}, 'citizen', lin))).toBe('FORBIDDEN_RECORD');
  const guardian = requestOf('citizen', lin);
  const acting = { ...guardian, caller: guardian.caller && { ...guardian.caller, actsFor: [zhou] } };
  const ofWard = await log.subgraph.usages.find({ ...every, userCode: zhou }, acting);
  expect(ofWard.totalUsages).toBe(own.totalUsages);
  expect(await refused(find({}, 'official'))).toBe('FORBIDDEN_ACTION');
  expect(await refused(find({}, 'integrator'))).toBe('FORBIDDEN_ACTION');
  expect(await refused(find({}, null))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  expect(await refused(find({ userCode: '' }))).toBe('BAD_USER_INPUT');
  expect(await refused(find({ userCode: pseudonym(zhou) }))).toBe('BAD_USER_INPUT');
});

test('says since when it is kept, by the day, and fails as the hub does', async () => {
  expect(await log.subgraph.usages.since()).toBe('2026-11-26T00:00:00.000Z');
  await log.read(...readings.slice(0, 3));
  await log.ship();
  await log.hub.query("UPDATE access_record SET writer = '20261103' || substr(writer, 9)");
  await log.hub.query("UPDATE access_entry SET writer = '20261103' || substr(writer, 9)");
  expect(await log.subgraph.usages.since()).toBe('2026-11-03T00:00:00.000Z');
  expect(await log.subgraph.usages.isUp()).toBe(true);
  await log.hub.query('ALTER TABLE access_record RENAME TO away');
  await expect(find({})).rejects.toMatchObject({ code: expect.stringMatching(/^DEPARTMENT_/) });
  await log.hub.query('ALTER TABLE away RENAME TO access_record');
});

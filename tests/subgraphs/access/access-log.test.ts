import { beforeEach, describe, expect, test } from '@jest/globals';
import type { FetchAnswer } from '../../../schema/subgraph.ts';
import { valueAt } from '../../adapters/fixtures/ask.ts';
import { pseudonym, useLog, type Reading, type TestLog } from './fixtures/log.ts';

let log: TestLog;
const current = useLog();
beforeEach(() => {
  log = current();
});

const zhou = '11010519491231002X';
const lin = '440524188001010014';
type Entry = Readonly<Record<string, unknown>>;

const entriesAt = (answer: FetchAnswer, index = 0) => valueAt(answer, '_entities', index, 'accessLog', 'nodes') as readonly Entry[]; // prettier-ignore
const minute = (index: number) => new Date(Date.parse('2026-11-26T08:00:00Z') + index * 60_000).toISOString();
const purposes = ['service-delivery', 'statistics'];

/** Some of everything: of one or both people, by either purpose, now and then at one moment. */
const readings: readonly Reading[] = Array.from({ length: 57 }, (_, index) => ({
  at: minute(index - (index % 3 === 0 ? 1 : 0)),
  subjects: [[zhou], [lin], [zhou, lin]][index % 3] ?? [],
  purpose: purposes[index % 2] ?? '',
  ...(index % 5 === 0 && { role: 'citizen' as const, actor: zhou }),
}));

describe('the access log of a citizen', () => {
  test('tells who read what, when, for what purpose, by which law, and on whose behalf', async () => {
    await log.read({ at: minute(0), subjects: [zhou, lin], fields: ['Citizen.gender', 'Citizen.fullName'] });
    await log.read({ at: minute(1), subjects: [zhou], role: 'citizen', actor: zhou, department: 'approvals' });
    const answer = await log.logOf([zhou], '{ totalCount nodes { id logtime action legalBasis receiverCode receiverName receiverSystem role isOwn departments fields requestId visibleFrom } }'); // prettier-ignore
    expect(answer).toMatchObject({ errors: [], subjects: [zhou] });
    expect(valueAt(answer, '_entities', 0, 'accessLog', 'totalCount')).toBe(2);
    expect(entriesAt(answer)).toEqual([
      expect.objectContaining({ logtime: minute(1), role: 'citizen', isOwn: true, departments: ['approvals'] }),
      {
        ...{ id: expect.stringMatching(/^[0-9a-f]{32}$/), logtime: minute(0), action: 'service-delivery' },
        ...{ legalBasis: 'law 1', receiverCode: '12320100MB1A00001X', receiverName: 'Service centre' },
        ...{ receiverSystem: 'tests', role: 'official', isOwn: false, departments: ['civil-registry'] },
        ...{ fields: ['Citizen.fullName', 'Citizen.gender'], requestId: 'request', visibleFrom: minute(0) },
      },
    ]);
  });

  test.each([1, 2, 7, 100])('in pages of %i loses and doubles nothing', async (first) => {
    await log.read(...readings);
    for (const id of [zhou, lin]) {
      const mine = readings.filter(({ subjects }) => subjects.includes(id));
      const found: Entry[] = [];
      for (let after: unknown = null; ;) {
        const page = await log.logOf([id], `(first: ${first}, after: ${JSON.stringify(after)}) { totalCount nodes { id logtime action isOwn } pageInfo { hasNextPage endCursor } }`); // prettier-ignore
        expect(page.errors).toEqual([]);
        expect(valueAt(page, '_entities', 0, 'accessLog', 'totalCount')).toBe(mine.length);
        found.push(...entriesAt(page));
        const info = valueAt(page, '_entities', 0, 'accessLog', 'pageInfo') as { hasNextPage: boolean; endCursor: string }; // prettier-ignore
        if (!info.hasNextPage) break;
        after = info.endCursor;
      }
      expect(new Set(found.map((each) => each['id'])).size).toBe(mine.length);
      expect(found.map(({ logtime }) => logtime)).toEqual(mine.map(({ at }) => at).sort().reverse()); // prettier-ignore
      expect(found.filter(({ isOwn }) => isOwn === true)).toHaveLength(mine.filter(({ role }) => role === 'citizen' && id === zhou).length); // prettier-ignore
    }
  });

  test.each([
    ['{action: {eq: "statistics"}}', ({ purpose }: Reading) => purpose === 'statistics'],
    [`{logtime: {gte: "${minute(20)}", lt: "${minute(30)}"}}`, ({ at }: Reading) => at >= minute(20) && at < minute(30)], // prettier-ignore
    ['{isOwn: {eq: false}}', ({ role }: Reading) => role !== 'citizen'],
    ['{or: [{role: {eq: "citizen"}}, {not: {action: {in: ["statistics"]}}}]}', ({ role, purpose }: Reading) => role === 'citizen' || purpose !== 'statistics'], // prettier-ignore
    ['{receiverSystem: {ne: "tests"}}', () => false],
  ] as const)('filtered by %s', async (where, holds) => {
    await log.read(...readings);
    const mine = readings.filter(({ subjects }) => subjects.includes(zhou)).filter(holds);
    const answer = await log.logOf([zhou], `(first: 100, where: ${where}) { totalCount nodes { logtime } }`);
    expect(entriesAt(answer).map(({ logtime }) => logtime)).toEqual(mine.map(({ at }) => at).sort().reverse()); // prettier-ignore
    expect(valueAt(answer, '_entities', 0, 'accessLog', 'totalCount')).toBe(mine.length);
  });

  test('a bulk read is one record, which each of 150 people finds, and none of the others in it', async () => {
    const people = Array.from({ length: 150 }, (_, index) => `1101051980010${String(10_000 + index)}`);
    await log.read({ at: minute(0), subjects: people });
    const answer = await log.logOf(people, '{ totalCount nodes { fields logtime } }');
    for (const [index] of people.entries()) {
      expect(entriesAt(answer, index)).toEqual([{ fields: ['Citizen.fullName'], logtime: minute(0) }]);
      expect(valueAt(answer, '_entities', index, 'accessLog', 'totalCount')).toBe(1);
    }
    expect(await log.hub.query('SELECT count(*)::int AS n FROM access_record')).toEqual([{ n: 1 }]);
    const other = await log.logOf([zhou], '{ totalCount nodes { id } }');
    expect(valueAt(other, '_entities', 0, 'accessLog')).toEqual({ totalCount: 0, nodes: [] });
  });

  test('is theirs: of nobody else’s, not for officials', async () => {
    await log.read({ at: minute(0), subjects: [zhou] });
    const own = await log.logOf([zhou], '{ totalCount }', { role: 'citizen', subject: zhou });
    expect(valueAt(own, '_entities', 0, 'accessLog', 'totalCount')).toBe(1);
    const others = await log.logOf([zhou], '{ totalCount }', { role: 'citizen', subject: lin });
    expect(others.errors.map(({ code }) => code)).toEqual(['FORBIDDEN_RECORD']);
    const official = await log.logOf([zhou], '{ totalCount }', { role: 'official' });
    expect(official.errors.map(({ code }) => code)).toEqual(['FORBIDDEN_ACTION']);
    expect(JSON.stringify([others.data, official.data])).not.toContain('1,');
  });

  test('a cursor of one person says nothing of another', async () => {
    await log.read(...readings);
    const page = await log.logOf([zhou], '(first: 3) { pageInfo { endCursor } }');
    const cursor = JSON.stringify(valueAt(page, '_entities', 0, 'accessLog', 'pageInfo', 'endCursor'));
    const other = await log.logOf([lin], `(first: 3, after: ${cursor}) { nodes { id } }`);
    expect(other.errors.map(({ code }) => code)).toEqual(['CURSOR_INVALID']);
  });

  test('is bounded', async () => {
    const answer = await log.logOf([zhou], '(first: 201) { nodes { id } }');
    expect(answer.errors.map(({ code }) => code)).toEqual(['LIST_LIMIT_EXCEEDED']);
  });
});

describe('what an investigation reads', () => {
  const all = '(first: 100) { totalCount nodes { id logtime visibleFrom } pageInfo { hasNextPage endCursor } }';

  test('moves nothing until its time is over, and is there then', async () => {
    log.setNow('2026-11-26T12:00:00Z');
    await log.read(...readings.slice(0, 20));
    const before = await log.logOf([zhou], all);
    await log.read({ at: minute(10), subjects: [zhou], purpose: 'investigation' });
    await log.read({ at: minute(60), subjects: [zhou, lin], purpose: 'investigation' });
    const during = await log.logOf([zhou], all);
    expect(during.data).toEqual(before.data);
    // The last day of the first; both were read at eight in the morning.
    log.setNow('2027-02-24T08:10:00Z');
    const after = await log.logOf([zhou], all);
    const added = entriesAt(after).filter(({ id }) => !entriesAt(before).some((each) => each['id'] === id));
    expect(added).toEqual([expect.objectContaining({ logtime: minute(10), visibleFrom: '2027-02-24T08:10:00.000Z' })]);
    expect(entriesAt(after).indexOf(added[0] ?? {})).toBeGreaterThan(0);
    log.setNow('2027-02-24T09:00:00Z');
    expect(valueAt(await log.logOf([zhou], all), '_entities', 0, 'accessLog', 'totalCount')).toBe(entriesAt(before).length + 2); // prettier-ignore
  });
});

describe('shipping', () => {
  test('goes on where the hub was away, and where the process before it stopped', async () => {
    await log.read({ at: minute(0), subjects: [zhou] });
    await log.hub.query('ALTER TABLE access_record RENAME TO away');
    const failed = await log.logOf([zhou], '{ totalCount }');
    expect(failed.errors.map(({ code }) => code)).toEqual([expect.stringMatching(/^DEPARTMENT_/)]);
    await log.read({ at: minute(1), subjects: [zhou] });
    await log.endChain();
    await log.read({ at: minute(2), subjects: [zhou] });
    await log.hub.query('ALTER TABLE away RENAME TO access_record');
    const answer = await log.logOf([zhou], '{ nodes { logtime } }');
    expect(entriesAt(answer).map(({ logtime }) => logtime)).toEqual([minute(2), minute(1), minute(0)]);
  });

  test('people are named by pseudonyms there, too', async () => {
    await log.read({ at: minute(0), subjects: [zhou] });
    await log.ship();
    const rows = JSON.stringify(await log.hub.query('SELECT * FROM access_entry JOIN access_record USING (writer, seq)')); // prettier-ignore
    expect(rows).toContain(pseudonym(zhou));
    expect(rows).not.toContain(zhou);
  });
});

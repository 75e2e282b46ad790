import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OnestopError } from '../../schema/errors.ts';
import type { Account, PersonalRead } from '../../schema/personal-read.ts';
import type { ScanBatch } from '../../schema/subgraph.ts';
import { asCitizen, asNobody, requestOf } from './fixtures/ask.ts';
import { dialects, openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { canonical } from './fixtures/canonical-id.ts';
import { sortRows } from './fixtures/mini-oracle.ts';
import { spy } from '../whole/statements.ts';

const unheard: Account = async () => {};

let mini: MiniDepartment;
beforeAll(async () => {
  mini = await openMiniDepartment(250);
});
afterAll(() => mini.close());

describe.each(dialects)('a scan on %s', (name) => {
  const scan = (type: string, fields: readonly string[], more: { batchSize?: number; after?: string | null } = {}) =>
    mini.subgraphs[name].scan({ type, fields, after: null, request: requestOf(), account: unheard, ...more });
  const all = async (batches: AsyncIterable<ScanBatch>) => {
    const found: ScanBatch[] = [];
    for await (const batch of batches) found.push(batch);
    return found;
  };

  test('gives every row once, in key order, in batches of the size asked for', async () => {
    const batches = await all(scan('Note', ['id', 'citizenId'], { batchSize: 17 }));
    const expected = sortRows(mini.rows.t_bj.filter((row) => !['X', 'Y', 'Z'].includes(String(row['lx']))), [['bh', false]]); // prettier-ignore
    expect(batches.flatMap(({ rows }) => rows)).toEqual(
      expected.map((row) => ({
        id: String(row['bh']),
        citizenId: row['sfzh'] === null ? null : canonical(row['sfzh']),
      })),
    );
    expect(batches.slice(0, -1).every(({ rows, after }) => rows.length === 17 && after !== null)).toBe(true);
    expect(batches.at(-1)?.after).toBeNull();
  });

  test.each(['Citizen', 'Household', 'Payment', 'Badge', 'Unit'])('of %s loses and doubles nothing', async (type) => {
    const [whole] = await all(scan(type, ['id'], { batchSize: 10_000 }));
    const small = await all(scan(type, ['id'], { batchSize: 7 }));
    expect(small.flatMap(({ rows }) => rows)).toEqual(whole?.rows);
    expect(whole?.rows.length).toBeGreaterThan(5);
  });

  test('goes on where an earlier one stopped', async () => {
    const [first] = await all(scan('Unit', ['id'], { batchSize: 4 }));
    const rest = await all(scan('Unit', ['id'], { after: first?.after ?? null }));
    expect([...(first?.rows ?? []), ...rest.flatMap(({ rows }) => rows)]).toHaveLength(6);
  });

  test('can be left after any batch', async () => {
    const iterator = scan('Note', ['id'], { batchSize: 2 })[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ rows: [{}, {}] });
    await iterator.return?.(undefined);
    expect(await iterator.next()).toMatchObject({ done: true });
  });

  test('tells of what could not be read', async () => {
    const batches = await all(scan('Citizen', ['id', 'dateOfBirth']));
    expect(batches.flatMap(({ findings }) => findings).map(({ reason }) => reason)).toContain('UNREADABLE_VALUE');
  });

  test('holds for nobody, and for a citizen their own', async () => {
    const request = asNobody();
    await expect(all(mini.subgraphs[name].scan({ type: 'Citizen', fields: ['id'], after: null, request, account: unheard }))).rejects.toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' }); // prettier-ignore
    const own = canonical(mini.rows.t_ry[1]?.['sfzh']);
    const batches = await all(mini.subgraphs[name].scan({ type: 'Citizen', fields: ['id'], after: null, request: asCitizen(own), account: unheard })); // prettier-ignore
    expect(batches.flatMap(({ rows }) => rows)).toEqual([{ id: own }]);
  });

  describe('in somebody’s name', () => {
    const asked = { type: 'Citizen', fields: ['id', 'fullName', { name: 'household', fields: ['type', { name: 'address', fields: ['postCode'] }] }], after: null, batchSize: 50, request: requestOf() } as const; // prettier-ignore

    test('holds nothing personal where nobody writes it down', async () => {
      await expect(all(mini.subgraphs[name].scan(asked))).rejects.toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
      const units = await all(mini.subgraphs[name].scan({ ...asked, type: 'Unit', fields: ['id'] }));
      expect(units.flatMap(({ rows }) => rows)).toHaveLength(6);
      await expect(all(mini.subgraphs[name].scan({ ...asked, type: 'Household', fields: ['id', { name: 'address', fields: ['postCode'] }] }))).rejects.toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' }); // prettier-ignore
    });

    test('is written down batch by batch, before each is given: whose data, and which', async () => {
      const heard: PersonalRead[] = [];
      let given = 0;
      const account: Account = async (reads, { caller, purpose }) => {
        expect([caller?.subject, purpose]).toEqual(['an official', 'service-delivery']);
        expect(heard).toHaveLength(given);
        heard.push(...reads);
      };
      for await (const { rows } of mini.subgraphs[name].scan({ ...asked, account })) {
        const read = heard[given++];
        const ids = rows.flatMap((row) => (typeof row?.['id'] === 'string' ? [row['id']] : []));
        expect([...(read?.subjects ?? [])].sort()).toEqual([...new Set(ids)].sort());
        expect([...(read?.fields ?? [])]).toEqual(['Citizen.id', 'Citizen.fullName', 'Citizen.household', 'Household.address']); // prettier-ignore
      }
      expect(given).toBeGreaterThan(2);
    });

    test('ends where it can’t be written down, before anything is given', async () => {
      const account: Account = async () => {
        throw new OnestopError('ACCOUNTING_UNAVAILABLE');
      };
      const batches = mini.subgraphs[name].scan({ ...asked, account })[Symbol.asyncIterator]();
      await expect(batches.next()).rejects.toMatchObject({ code: 'ACCOUNTING_UNAVAILABLE' });
    });

    test('of what is public nothing is written down', async () => {
      await all(mini.subgraphs[name].scan({ ...asked, type: 'Unit', fields: ['id'], account: () => Promise.reject(new Error('asked')) })); // prettier-ignore
    });
  });

  test('is refused where there is nothing to scan, or no sensible batch', async () => {
    for (const type of ['Applicant', 'Address', 'Nothing', '__proto__'])
      await expect(all(scan(type, ['id']))).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    for (const batchSize of [0, -1, 10_001, 1.5, Number.NaN])
      await expect(all(scan('Unit', ['id'], { batchSize }))).rejects.toMatchObject({ code: 'LIST_LIMIT_EXCEEDED' });
    await expect(all(scan('Unit', ['id'], { after: 'x' }))).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
  });
});

test('the first batch is read alone, and then one ahead, and no more', async () => {
  let asked = 0;
  const door = spy(Worker.prototype, 'postMessage', (_worker, [message]) => {
    const { text } = message as { readonly text?: string }; // or `end`
    if (text?.includes('t_bj') === true) asked += 1;
  });
  try {
    const scanned = mini.subgraphs.sqlite.scan({ type: 'Note', fields: ['id'], after: null, batchSize: 2, request: requestOf(), account: unheard }); // prettier-ignore
    const iterator = scanned[Symbol.asyncIterator]();
    const counts: number[] = [];
    for (let batch = 0; batch < 4; batch += 1) {
      await iterator.next();
      await delay(30);
      counts.push(asked);
    }
    expect(counts).toEqual([1, 3, 4, 5]);
    await iterator.return?.(undefined);
  } finally {
    door.mockRestore();
  }
});

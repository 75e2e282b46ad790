import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAccountant, type AccountantOptions } from '../../gateway/audit/accountant.ts';
import { openJournal, type Journal } from '../../gateway/audit/journal.ts';
import { createPseudonyms, readChained, type AccessRecord } from '../../schema/access-record.ts';
import { broken, hero, identity, insurance, official, openCity, portal, registry, type City } from '../gateway/city.ts';
import { requestOf } from '../adapters/fixtures/ask.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'onestop accountant '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let journals: string;
let journal: Journal;
let count = 0;
beforeEach(() => {
  journals = path.join(folder, String((count += 1)));
  journal = openJournal(journals);
});
afterEach(() => journal.close());

const pseudonym = createPseudonyms('a secret of the tests, long enough');
const clients = {
  tests: {
    receiver: { name: 'Tests', code: null },
    purposes: {
      'service-delivery': { legalBasis: 'law 1', embargoDays: null },
      investigation: { legalBasis: 'law 2', embargoDays: 90 },
    },
  },
};
const failures: unknown[] = [];
const accountant = (more: Partial<AccountantOptions> = {}) =>
  createAccountant({ journal, mode: 'strict', clients, pseudonym, onFailure: (error) => void failures.push(error), ...more }); // prettier-ignore

const kept = (): readonly AccessRecord[] =>
  readdirSync(journals).flatMap(
    (name) =>
      readFileSync(path.join(journals, name), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => readChained(line)?.record as AccessRecord), // whole, or the test fails
  );

const reads = [
  { department: 'civil-registry', fields: new Set(['Citizen.gender', 'Citizen.fullName']), subjects: new Set(['11010519491231002X', '440524188001010014']) },
  { department: 'approvals', fields: new Set(['Case.status']), subjects: new Set(['11010519491231002X']) },
]; // prettier-ignore

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds() && Date.now() < end;) await delay(5);
}

describe('an accountant', () => {
  test('names people by pseudonyms, fields by name, and no value', async () => {
    await accountant({ now: () => Date.parse('2026-11-26T09:00:00Z') })(reads, requestOf('official', 'official-1'));
    const [record] = kept();
    expect(record).toMatchObject({
      time: '2026-11-26T09:00:00.000Z',
      ...{ role: 'official', actor: 'official-1', purpose: 'service-delivery', legalBasis: 'law 1', embargoedUntil: null },
      reads: [
        { department: 'approvals', fields: ['Case.status'], subjects: [pseudonym('11010519491231002X')] },
        { department: 'civil-registry', fields: ['Citizen.fullName', 'Citizen.gender'], subjects: ['11010519491231002X', '440524188001010014'].map(pseudonym).sort() },
      ],
    }); // prettier-ignore
    expect(JSON.stringify(record)).not.toMatch(/11010519491231002X|440524188001010014/);
  });

  test('names a citizen who reads by the pseudonym', async () => {
    await accountant()(reads, requestOf('citizen', '11010519491231002X'));
    expect(kept()[0]?.actor).toBe(pseudonym('11010519491231002X'));
  });

  test('keeps an investigation back for as long as its purpose says', async () => {
    const request = { ...requestOf('official', 'official-1'), purpose: 'investigation' };
    await accountant({ now: () => Date.parse('2026-11-26T09:00:00Z') })(reads, request);
    expect(kept()[0]).toMatchObject({ legalBasis: 'law 2', embargoedUntil: '2027-02-24T09:00:00.000Z' });
  });

  test.each(['strict', 'async'] as const)('in mode %s says where nothing can be written, and goes on when it can', async (mode) => {
    writeFileSync(journals, 'in the way');
    const account = accountant({ mode });
    const told = failures.length;
    // The first of the asynchronous mode is found out behind its answer, and no other leaves.
    if (mode === 'async') await account(reads, requestOf('official', 'o'));
    if (mode === 'async') await until(() => failures.length > told);
    for (let turn = 0; turn < 3; turn += 1)
      await expect(account(reads, requestOf('official', 'o'))).rejects.toMatchObject({ code: 'ACCOUNTING_UNAVAILABLE' });
    expect(failures.length - told).toBeGreaterThanOrEqual(3);
    rmSync(journals);
    await account(reads, requestOf('official', 'o'));
    await account(reads, requestOf('official', 'o'));
    await journal.close();
    expect(kept()).toHaveLength(2);
  }); // prettier-ignore

  test('in async mode lets answers wait where too much is to be written', async () => {
    const account = accountant({ mode: 'async' });
    const many = [{ department: 'd', fields: new Set(['A.b']), subjects: new Set(Array.from({ length: 10_000 }, (_, at) => String(at))) }]; // prettier-ignore
    let left = 0;
    const answers = Array.from({ length: 20 }, () => account(many, requestOf('official', 'o')).then(() => (left += 1)));
    await Promise.resolve();
    await Promise.resolve();
    // 320 kB each, of 4 MB that may wait.
    expect(left).toBeLessThan(15);
    await Promise.all(answers);
    await journal.close();
    expect(kept()).toHaveLength(20);
  });
});

describe('a gateway that can’t write it down', () => {
  const query = '{ citizen(id: "11010519491231002X") { fullName insurance { status } } adminUnits { name } }';
  let city: City;
  afterEach(() => city.close());

  test('shows public fields alone, and says which it does not show and why', async () => {
    writeFileSync(journals, 'in the way');
    city = await openCity({ account: accountant() });
    const { status, body } = await city.ask(query, { headers: official });
    expect(status).toBe(200);
    expect(body.data).toEqual({
      citizen: { fullName: null, insurance: null },
      adminUnits: [{ name: '朝阳区' }, null, { name: '丰台区' }],
    });
    expect(body.errors.map(({ path }: { path: string[] }) => path.join('.'))).toEqual([
      'citizen.fullName',
      'citizen.insurance',
    ]);
    const codes = body.errors.map((each: { extensions: { code: string } }) => each.extensions.code);
    expect(new Set(codes)).toEqual(new Set(['ACCOUNTING_UNAVAILABLE']));
    rmSync(journals);
    const again = await city.ask(query, { headers: official });
    expect(again.body.errors).toBeUndefined();
    expect(again.body.data.citizen).toEqual({ fullName: '李明', insurance: { status: 'ACTIVE' } });
    expect(kept().map(({ reads: all }) => all)).toEqual([
      [
        { department: 'insurance', fields: ['Citizen.insurance', 'InsuredPerson.status'], subjects: [pseudonym(hero)] },
        { department: 'registry', fields: ['Citizen.fullName'], subjects: [pseudonym(hero)] },
      ],
    ]);
  });

  test('writes down that somebody was looked for, also where nobody was found', async () => {
    const nobody = { data: { citizens: { nodes: [] } }, errors: [], subjects: [], findings: [], servedFrom: 'source', age: 0 }; // prettier-ignore
    const departments = [identity(), broken(registry(), async () => nobody), insurance(), portal()];
    city = await openCity({ subgraphs: departments, account: accountant() });
    const { body } = await city.ask('{ citizens { nodes { fullName } } }', { headers: official });
    expect(body).toEqual({ data: { citizens: { nodes: [] } } });
    const fields = ['Citizen.fullName', 'Query.citizens'];
    expect(kept().map(({ reads: all }) => all)).toEqual([[{ department: 'registry', fields, subjects: [] }]]);
  });

  test('writes nothing down where nothing personal was read', async () => {
    city = await openCity({ account: accountant() });
    await city.ask('{ adminUnits { name } citizen(id: "11010519491231002X") { __typename } }', { headers: official });
    await city.ask('{ citizen(id: "11010519491231002X") { id } }', { headers: official });
    await city.ask(query);
    expect(existsSync(journals)).toBe(false);
  });
});

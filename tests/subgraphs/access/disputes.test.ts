import { beforeEach, describe, expect, test } from '@jest/globals';
import type { FetchAnswer } from '../../../schema/subgraph.ts';
import type { Role } from '../../../schema/request.ts';
import { ask, entitiesQuery, requestOf, valueAt } from '../../adapters/fixtures/ask.ts';
import { openDepartment } from '../feedback/fixtures/department.ts';
import { lin, zhou } from '../feedback/fixtures/people.ts';
import { useLog, type TestLog } from './fixtures/log.ts';
import { registry } from './fixtures/registry.ts';

const approvals = openDepartment();
const current = useLog([registry, approvals.subgraph]);
let log: TestLog;
beforeEach(() => {
  log = current();
  approvals.setDown(false);
});

type Who = { readonly role?: Role | null; readonly subject?: string };
const asZhou: Who = { role: 'citizen', subject: zhou };
const asLin: Who = { role: 'citizen', subject: lin };
const asOfficial: Who = { role: 'official', subject: 'official-1' };
const asAdmin: Who = { role: 'admin', subject: 'operator' };

const whole =
  '{ id citizenId status owner type recordId field statement lang submittedAt resolution answer answeredAt }';
const born = { type: 'Citizen', id: zhou, field: 'dateOfBirth', statement: '我生于1949年12月31日，登记错了。' };
let keys = 0;

const asking = (query: string, { role = 'official', subject }: Who, variables = {}) =>
  ask(log.subgraph, { query, variables, request: requestOf(role, subject) });

function change(mutation: 'disputeField' | 'answerDispute', input: object, who: Who): Promise<FetchAnswer> {
  const type = { disputeField: 'DisputeFieldInput', answerDispute: 'AnswerDisputeInput' }[mutation];
  const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { dispute ${whole} } }`;
  return asking(query, who, { input: { idempotencyKey: `dispute-${(keys += 1)}`, ...input } });
}

const dispute = (input: object = {}, who = asZhou) => change('disputeField', { ...born, ...input }, who);
const idOf = (answer: FetchAnswer) => String(valueAt(answer, 'disputeField', 'dispute', 'id'));
const codesOf = ({ errors }: FetchAnswer) => errors.map(({ code }) => code);

const disputesOf = (id: string, who: Who, asked = `{ totalCount nodes ${whole} }`) =>
  ask(log.subgraph, {
    query: entitiesQuery(`... on Citizen { disputes${asked} }`),
    representations: [{ __typename: 'Citizen', id }],
    request: requestOf(who.role, who.subject),
  });

const queue = (owner: string, asked = '', who = asOfficial) =>
  asking(`{ disputes(owner: "${owner}"${asked}) { totalCount nodes ${whole} pageInfo { endCursor hasNextPage } } }`, who); // prettier-ignore

describe('a citizen disputes a field', () => {
  test('and it goes to the department that keeps it, without the value', async () => {
    const answer = await dispute({ lang: 'EN' });
    expect(answer).toMatchObject({ errors: [], subjects: [zhou] });
    const expected = {
      ...{ ...born, id: expect.stringMatching(/^[0-9a-f]{32}$/), recordId: zhou, citizenId: zhou },
      ...{ owner: 'civil-registry', status: 'OPEN', lang: 'EN', submittedAt: '2026-11-26T12:00:00.000Z' },
      ...{ resolution: null, answer: null, answeredAt: null },
    };
    expect(valueAt(answer, 'disputeField', 'dispute')).toEqual(expected);
    expect(valueAt(await disputesOf(zhou, asZhou), '_entities', 0, 'disputes')).toEqual({
      totalCount: 1,
      nodes: [expected],
    });
    expect(valueAt(await queue('civil-registry'), 'disputes', 'nodes')).toEqual([expected]);
    expect(valueAt(await queue('approvals'), 'disputes', 'totalCount')).toBe(0);
  });

  test('of a record that its department says is theirs', async () => {
    const answer = await dispute({ type: 'Case', id: 'BJ-1', field: 'service' });
    expect(codesOf(answer)).toEqual([]);
    expect(valueAt(answer, 'disputeField', 'dispute')).toMatchObject({ owner: 'approvals', recordId: 'BJ-1' });
  });

  test.each([
    ['another’s id', { id: lin }, 'FORBIDDEN_RECORD'],
    ['another’s case', { type: 'Case', id: 'BJ-2', field: 'service' }, 'FORBIDDEN_RECORD'],
    ['a case that nobody has', { type: 'Case', id: 'BJ-9', field: 'service' }, 'FORBIDDEN_RECORD'],
    ['a statement that says nothing', { statement: ' \n' }, 'BAD_USER_INPUT'],
    ['a statement that is too long', { statement: '错'.repeat(5001) }, 'BAD_USER_INPUT'],
  ])('not %s', async (_what, input, code) => {
    expect(codesOf(await dispute(input))).toEqual([code]);
    expect(await log.hub.query('SELECT id FROM field_dispute')).toEqual([]);
  });

  test.each([
    ['Nothing', 'fullName', /called “Nothing”/],
    ['Office', 'name', /called “Office”/],
    ['constructor', 'name', /called “constructor”/],
    ['Citizen', 'shoeSize', /Citizen has no personal field called “shoeSize”/],
    ['Citizen', 'isAlive', /“isAlive”/],
    ['Citizen', 'telephone', /“telephone”/],
    ['Citizen', 'id', /“id”/],
    ['Citizen', `x ${zhou}`, /called “…”/],
  ])('not %s.%s, and is told which', async (type, field, told) => {
    const answer = await dispute({ type, field });
    expect(answer.errors).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT' })]);
    expect(String(answer.errors[0]?.details?.['reason'])).toMatch(told);
  });

  test('once, however often the request comes', async () => {
    const input = { idempotencyKey: 'the-same-each-time' };
    const all = await Promise.all([dispute(input), dispute(input), dispute(input)]);
    expect(new Set([...all, await dispute(input)].map(idOf)).size).toBe(1);
    expect(codesOf(await dispute({ ...input, field: 'fullName' }))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(valueAt(await queue('civil-registry'), 'disputes', 'totalCount')).toBe(1);
  });

  test('whose department is away, and hears that it is that one', async () => {
    approvals.setDown(true);
    const answer = await dispute({ type: 'Case', id: 'BJ-1', field: 'service' });
    expect(answer.errors).toEqual([expect.objectContaining({ code: 'DEPARTMENT_UNAVAILABLE', department: 'approvals' })]); // prettier-ignore
    expect(await log.hub.query('SELECT id FROM field_dispute')).toEqual([]);
  });

  test.each([
    ['an official', asOfficial, 'FORBIDDEN_ACTION'],
    ['who runs the graph', asAdmin, 'FORBIDDEN_ACTION'],
    ['nobody', { role: null }, 'UNAUTHORIZED_FIELD_OR_TYPE'],
  ])('and %s does not', async (_who, who: Who, code) => {
    expect(codesOf(await dispute({}, who))).toEqual([code]);
  });
});

describe('the department answers', () => {
  const found = { resolution: 'CORRECTED', answer: '已核对原始登记，予以更正。' };

  test('once, and the citizen reads it', async () => {
    const id = idOf(await dispute());
    log.setNow('2026-11-27T09:00:00Z');
    const answer = await change('answerDispute', { id, ...found }, asOfficial);
    expect(answer).toMatchObject({ errors: [], subjects: [zhou] });
    const answered = { id, status: 'ANSWERED', ...found, answeredAt: '2026-11-27T09:00:00.000Z' };
    expect(valueAt(answer, 'answerDispute', 'dispute')).toMatchObject(answered);
    expect(valueAt(await disputesOf(zhou, asZhou), '_entities', 0, 'disputes', 'nodes', 0)).toMatchObject(answered);
    expect(valueAt(await queue('civil-registry'), 'disputes', 'totalCount')).toBe(0);
    expect(valueAt(await queue('civil-registry', ', status: ANSWERED'), 'disputes', 'totalCount')).toBe(1);
    const again = await change('answerDispute', { id, resolution: 'UPHELD', answer: 'no' }, asOfficial);
    expect(codesOf(again)).toEqual(['DISPUTE_ANSWERED']);
    expect(valueAt(await disputesOf(zhou, asAdmin), '_entities', 0, 'disputes', 'nodes', 0)).toMatchObject(answered);
  });

  test('two at a time give one answer', async () => {
    const id = idOf(await dispute());
    const both = await Promise.all(
      ['CORRECTED', 'UPHELD'].map((resolution) => change('answerDispute', { ...found, id, resolution }, asOfficial)),
    );
    expect(both.flatMap(codesOf)).toEqual(['DISPUTE_ANSWERED']);
  });

  test('no citizen answers, nobody answers what there is not, and nothing else is said', async () => {
    const id = idOf(await dispute());
    expect(codesOf(await change('answerDispute', { id, ...found }, asZhou))).toEqual(['FORBIDDEN_ACTION']);
    expect(codesOf(await change('answerDispute', { id: 'none', ...found }, asOfficial))).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await change('answerDispute', { id, ...found, answer: ' ' }, asOfficial))).toEqual(['BAD_USER_INPUT']); // prettier-ignore
    expect(valueAt(await queue('civil-registry'), 'disputes', 'totalCount')).toBe(1);
  });
});

describe('disputes are seen', () => {
  test('by the person, officials by department, and who runs the graph alone', async () => {
    await dispute();
    expect(codesOf(await disputesOf(zhou, asLin))).toEqual(['FORBIDDEN_RECORD']);
    expect(codesOf(await disputesOf(zhou, asOfficial))).toEqual(['FORBIDDEN_ACTION']);
    expect(codesOf(await disputesOf(zhou, { role: null }))).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(codesOf(await queue('civil-registry', '', asZhou))).toEqual(['FORBIDDEN_ACTION']);
    expect(codesOf(await queue('civil-registry', '', { role: 'integrator', subject: 'p' }))).toEqual(['FORBIDDEN_ACTION']); // prettier-ignore
    expect(await queue('civil-registry', '', asAdmin)).toMatchObject({ errors: [], subjects: [zhou] });
  });

  test('and answered by officials of the department alone', async () => {
    const id = idOf(await dispute());
    const of = (departments: readonly string[]) => {
      const { caller, ...request } = requestOf('official', 'official-2');
      return { ...request, caller: caller && { ...caller, claims: { departments } } };
    };
    const read = (departments: readonly string[]) =>
      ask(log.subgraph, { query: '{ disputes(owner: "civil-registry") { totalCount } }', request: of(departments) });
    const answer = (departments: readonly string[]) =>
      ask(log.subgraph, {
        query: 'mutation ($input: AnswerDisputeInput!) { answerDispute(input: $input) { dispute { status } } }',
        variables: { input: { id, resolution: 'UPHELD', answer: 'so it is', idempotencyKey: 'by-department' } },
        request: of(departments),
      });
    for (const departments of [[], ['approvals'], ['civil-registr']]) {
      expect(codesOf(await read(departments))).toEqual(['FORBIDDEN_ACTION']);
      expect(codesOf(await answer(departments))).toEqual(['FORBIDDEN_ACTION']);
    }
    expect(codesOf(await read(['approvals', 'civil-registry']))).toEqual([]);
    expect(codesOf(await answer(['civil-registry']))).toEqual([]);
  });

  test('in pages that lose and double nothing, newest first for the person and oldest first for the department', async () => {
    const said = ['a', 'b', 'c', 'd', 'e'];
    for (const [index, statement] of said.entries()) {
      log.setNow(`2026-11-26T12:0${Math.floor(index / 2)}:00Z`);
      await dispute({ statement });
    }
    type Page = {
      readonly nodes: readonly { readonly statement: string }[];
      readonly totalCount: number;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
    const walk = async (page: (after: unknown) => Promise<unknown>) => {
      const met: string[] = [];
      for (let after: unknown = null; ;) {
        const { nodes, totalCount, pageInfo } = (await page(after)) as Page;
        expect(totalCount).toBe(5);
        met.push(...nodes.map(({ statement }) => statement));
        if (!pageInfo.hasNextPage) return met;
        after = pageInfo.endCursor;
      }
    };
    const asked = (after: unknown) => `first: 2, after: ${JSON.stringify(after)}`;
    const oldest = await walk(async (after) => valueAt(await queue('civil-registry', `, ${asked(after)}`), 'disputes'));
    const newest = await walk(
      async (after) =>
      valueAt(await disputesOf(zhou, asZhou, `(${asked(after)}) { totalCount nodes { statement } pageInfo { endCursor hasNextPage } }`), '_entities', 0, 'disputes'), // prettier-ignore
    );
    expect([...oldest].sort()).toEqual(said);
    expect(newest).toEqual([...oldest].reverse());
    expect(codesOf(await queue('civil-registry', ', first: 101'))).toEqual(['LIST_LIMIT_EXCEEDED']);
    expect(codesOf(await queue('civil-registry', ', after: "x"'))).toEqual(['CURSOR_INVALID']);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, entitiesQuery, requestOf, valueAt } from '../../adapters/fixtures/ask.ts';
import {
  asLin,
  asNobody,
  asOfficial,
  asZhou,
  complaint,
  openDesk,
  see,
  type TestDesk,
  type Who,
} from './fixtures/desk.ts';
import { lin, zhou } from './fixtures/people.ts';

let desk: TestDesk;
/** Of Zhou about her case; of Lin about the service; of nobody known. */
let ids: { readonly zhou: string; readonly lin: string; readonly nobody: string };
beforeAll(async () => {
  desk = await openDesk();
  ids = {
    zhou: (await desk.change('submitFeedback', { ...complaint, caseId: 'BJ-1' }, asZhou)).id,
    lin: (await desk.change('submitFeedback', { ...complaint, serviceId: 'SX-1' }, asLin)).id,
    nobody: (await desk.change('submitFeedback', { ...complaint, channel: 'PHONE' }, asOfficial)).id,
  };
});
afterAll(() => desk.close());

const integrator: Who = { role: 'integrator', subject: 'integrator-1' };
const admin: Who = { role: 'admin', subject: 'operator-1' };
const agent: Who = { role: 'business-agent', subject: 'agent-1' };

const lists = `{ portalFeedbacks { totalCount nodes { id } } }`;
const below = entitiesQuery(`
  ... on Citizen { portalFeedback { totalCount nodes { id } } }
  ... on PublicService { portalFeedback { totalCount nodes { id } } }
  ... on Case { portalFeedback { totalCount nodes { id } } }
  ... on PortalFeedback { id title }`);

const everything = (who: Who) =>
  ask(desk.subgraph, {
    query: below,
    representations: [
      { __typename: 'Citizen', id: zhou },
      { __typename: 'Citizen', id: lin },
      { __typename: 'PublicService', id: 'SX-1' },
      { __typename: 'Case', id: 'BJ-1' },
      ...[ids.zhou, ids.lin, ids.nobody, 'feedback:none'].map((id) => ({ __typename: 'PortalFeedback', id })),
    ],
    request: requestOf(who.role, who.subject),
  });

const idsIn = (answer: unknown): ReadonlySet<string> =>
  new Set(JSON.stringify(answer).match(/feedback:[0-9a-f]{32}/g) ?? []);

describe('every path', () => {
  test.each([
    ['the citizen', () => asZhou, () => [ids.zhou]],
    ['another citizen', () => asLin, () => [ids.lin]],
    ['an official', () => asOfficial, () => Object.values(ids)],
    ['an integrator', () => integrator, () => Object.values(ids)],
    ['an administrator', () => admin, () => Object.values(ids)],
    ['an agent of a business', () => agent, () => []],
    ['nobody', () => asNobody, () => []],
  ] as const)('shows %s what they may see and nothing else', async (_name, who, seen) => {
    const root = await desk.ask(lists, {}, who());
    const entities = await everything(who());
    for (const { data } of [root, entities]) expect(idsIn(data)).toEqual(new Set(seen()));
    const isNobody = seen().length === 0;
    expect(valueAt(root, 'portalFeedbacks', 'totalCount')).toBe(isNobody ? undefined : seen().length);
    if (isNobody)
      expect(new Set(entities.errors.map(({ code }) => code))).toEqual(new Set(['UNAUTHORIZED_FIELD_OR_TYPE']));
  });

  test('shows a guardian what is theirs and the ward’s', async () => {
    const { caller, ...request } = requestOf('citizen', lin);
    const acting = { ...request, caller: caller && { ...caller, actsFor: [zhou] } };
    const root = await ask(desk.subgraph, { query: lists, request: acting });
    expect(idsIn(root.data)).toEqual(new Set([ids.zhou, ids.lin]));
    const query = entitiesQuery('... on Citizen { portalFeedback { nodes { id } } }');
    const ward = await ask(desk.subgraph, { query, representations: [{ __typename: 'Citizen', id: zhou }], request: acting }); // prettier-ignore
    expect([idsIn(ward.data), ward.errors]).toEqual([new Set([ids.zhou]), []]);
  });

  test('tells whose data was read, and nobody else’s', async () => {
    expect((await everything(asZhou)).subjects).toEqual([zhou]);
    expect([...(await everything(asOfficial)).subjects].sort()).toEqual([zhou, lin].sort());
    expect((await everything(agent)).subjects).toEqual([]);
  });

  test('without a purpose is nobody’s', async () => {
    const request = { ...requestOf('official'), purpose: null };
    const answer = await ask(desk.subgraph, { query: lists, request });
    expect([answer.data, answer.errors[0]?.code]).toEqual([{ portalFeedbacks: null }, 'UNAUTHORIZED_FIELD_OR_TYPE']);
  });

  test('another’s record and one that is not there are the same to a citizen', async () => {
    const [theirs, none] = [await see(desk, ids.lin, 'id', asZhou), await see(desk, 'feedback:none', 'id', asZhou)];
    expect(theirs).toEqual(none);
    const change = (feedbackId: string) => desk.change('reopenFeedback', { feedbackId, reason: '再办' }, asZhou);
    const refused = [await change(ids.lin), await change('feedback:none')];
    expect(refused.map(({ code }) => code)).toEqual(['FORBIDDEN_RECORD', 'FORBIDDEN_RECORD']);
  });
});

describe('a queue', () => {
  const queue = `{ feedbackQueue(agency: "民政局") { totalCount nodes { id } } }`;

  test.each([
    ['the citizen', asZhou, 'FORBIDDEN_ACTION'],
    ['an integrator', integrator, 'FORBIDDEN_ACTION'],
    ['an administrator', admin, 'FORBIDDEN_ACTION'],
    ['nobody', asNobody, 'UNAUTHORIZED_FIELD_OR_TYPE'],
  ] as const)('is not for %s', async (_name, who, code) => {
    const answer = await desk.ask(queue, {}, who);
    expect([answer.data, answer.errors[0]?.code]).toEqual([{ feedbackQueue: null }, code]);
  });

  test('is for officials', async () => {
    const answer = await desk.ask(queue);
    expect(answer.data).toEqual({ feedbackQueue: { totalCount: 1, nodes: [{ id: ids.zhou }] } });
  });
});

describe('an official works on the queues that their token claims', () => {
  const official = (...departments: readonly string[]): Who => ({
    role: 'official',
    subject: 'official-2',
    departments,
  });
  const offices = async () =>
    new Map([
      ['民政局', 'MZJ'],
      ['卫生健康局', 'WJW'],
    ]);
  const centre = '市民服务中心';
  let own: TestDesk;
  let id: string;
  beforeAll(async () => {
    own = await openDesk({ offices });
    id = (await own.change('submitFeedback', { ...complaint, caseId: 'BJ-1' }, asZhou)).id;
  });
  afterAll(() => own.close());
  const queue = async (who: Who) => {
    const answer = await own.ask('{ feedbackQueue(agency: "民政局") { totalCount } }', {}, who);
    return answer.errors[0]?.code ?? valueAt(answer, 'feedbackQueue', 'totalCount');
  };
  const standing = async () => valueAt(await see(own, id, 'detailedState events { totalCount }'), '_entities', 0);
  const steps: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    respondToFeedback: { action: 'ACCEPT' },
    reopenFeedback: { reason: '再办' },
    rectify: { what: 'RULE', note: '改了' },
  };

  test.each([[], ['WJW'], ['卫生健康局', 'approvals'], [centre], ['民政'], ['MZ']])(
    'not with %j',
    async (...departments) => {
      const before = await standing();
      expect(await queue(official(...departments))).toBe('FORBIDDEN_ACTION');
      for (const [mutation, input] of Object.entries(steps))
      expect((await own.change(mutation, { feedbackId: id, ...input }, official(...departments))).code).toBe('FORBIDDEN_ACTION'); // prettier-ignore
      expect(await standing()).toEqual(before);
    },
  );

  test.each([['MZJ'], ['民政局'], ['WJW', '民政局'], ['*']])('with %j', async (...departments) => {
    expect(await queue(official(...departments))).toBe(1);
  });

  test('a step is that office’s, and another’s once it is another’s; the service centre sends and watches', async () => {
    const step = async (action: string, departments: readonly string[], more = {}) =>
      (await own.change('respondToFeedback', { feedbackId: id, action, note: '好', ...more }, official(...departments)))
        .code;
    expect(await step('DISPATCH', ['民政局'], { agency: '卫生健康局' })).toBe('FORBIDDEN_ACTION');
    expect(await step('SUPERVISE', [centre])).toBeNull();
    expect(await step('DISPATCH', [centre], { agency: '卫生健康局' })).toBeNull();
    expect(await step('SIGN', ['MZJ'])).toBe('FORBIDDEN_ACTION');
    expect(await step('SIGN', ['WJW'])).toBeNull();
    expect(await step('RETURN', ['WJW'])).toBeNull();
    expect(await step('ACCEPT', ['WJW'])).toBe('FORBIDDEN_ACTION');
    expect(await step('ACCEPT', [centre])).toBeNull();
  });
});

describe('a change', () => {
  const inputs: Readonly<Record<string, () => Readonly<Record<string, unknown>>>> = {
    submitFeedback: () => complaint,
    rateCase: () => ({ feedbackId: ids.zhou, level: 'SATISFIED' }),
    respondToFeedback: () => ({ feedbackId: ids.zhou, action: 'ACCEPT' }),
    reopenFeedback: () => ({ feedbackId: ids.zhou, reason: '再办' }),
    rectify: () => ({ feedbackId: ids.zhou, what: 'RULE', note: '改了' }),
  };

  test.each(Object.keys(inputs))('%s is for citizens and officials', async (mutation) => {
    for (const [who, code] of [
      [integrator, 'FORBIDDEN_ACTION'],
      [admin, 'FORBIDDEN_ACTION'],
      [agent, 'UNAUTHORIZED_FIELD_OR_TYPE'],
      [asNobody, 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ] as const)
      expect((await desk.change(mutation, inputs[mutation]?.() ?? {}, who)).code).toBe(code);
  });

  test('by a citizen is of their own feedback, and a citizen’s step', async () => {
    const taken = async (mutation: string, input: Readonly<Record<string, unknown>>, who: Who) =>
      (await desk.change(mutation, input, who)).code;
    expect(await taken('respondToFeedback', { feedbackId: ids.zhou, action: 'SIGN' }, asZhou)).toBe(
      'FEEDBACK_STEP_NOT_ALLOWED',
    );
    expect(await taken('respondToFeedback', { feedbackId: ids.lin, action: 'SIGN' }, asZhou)).toBe('FORBIDDEN_RECORD');
    expect(await taken('rectify', { feedbackId: ids.zhou, what: 'RULE', note: '改' }, asZhou)).toBe(
      'FEEDBACK_STEP_NOT_ALLOWED',
    );
    expect(await taken('rateCase', { feedbackId: ids.lin, level: 'SATISFIED' }, asZhou)).toBe('FORBIDDEN_RECORD');
  });

  test('about a case is for those who may see the case', async () => {
    for (const caseId of ['BJ-2', 'BJ-none']) {
      expect((await desk.change('submitFeedback', { ...complaint, caseId }, asZhou)).code).toBe('FORBIDDEN_RECORD');
      expect((await desk.change('rateCase', { caseId, level: 'SATISFIED' }, asZhou)).code).toBe('FORBIDDEN_RECORD');
    }
    const nothing = await desk.change('submitFeedback', { ...complaint, serviceId: 'SX-none' }, asZhou);
    expect(nothing.code).toBe('BAD_USER_INPUT');
  });

  test('a rating is the citizen’s alone', async () => {
    const rated = await desk.change('rateCase', { caseId: 'BJ-1', level: 'VERY_SATISFIED' }, asOfficial);
    expect(rated.code).toBe('FORBIDDEN_ACTION');
  });
});

describe('for another', () => {
  test('an official enters what belongs to the citizen', async () => {
    const input = { ...complaint, channel: 'PHONE', onBehalfOf: zhou.toLowerCase() };
    const { id, answer } = await desk.change('submitFeedback', input, asOfficial);
    expect(answer.subjects).toEqual([zhou]);
    const seen = await see(desk, id, 'onBehalfOf { id } requester { id } events { nodes { actor } }', asZhou);
    expect(valueAt(seen, '_entities', 0)).toEqual({
      onBehalfOf: { id: zhou },
      requester: { id: zhou },
      events: { nodes: [{ actor: '市民服务中心' }] },
    });
  });

  test.each(['abc', '1101051949123100', '11010519491231002Y', '１１０１０５１９４９１２３１００２Ｘ'])(
    '%s is nobody: what was said is refused, not given to somebody who can never read it',
    async (onBehalfOf) => {
      for (const who of [asOfficial, asLin])
        expect((await desk.change('submitFeedback', { ...complaint, onBehalfOf }, who)).code).toBe('BAD_USER_INPUT');
    },
  );

  test('somebody whose id has a wrong check character is somebody: registers hold such ids', async () => {
    const onBehalfOf = '110105194912310021';
    const { id } = await desk.change('submitFeedback', { ...complaint, onBehalfOf }, asOfficial);
    expect(valueAt(await see(desk, id, 'requester { id }'), '_entities', 0)).toEqual({ requester: { id: onBehalfOf } });
  });

  test('a citizen gets a receipt, and sees nothing of what becomes of it', async () => {
    const query = `mutation ($input: SubmitFeedbackInput!) { submitFeedback(input: $input) {
      id title detailedState statusNotes promises { kind } rating { level } events { totalCount } } }`;
    const input = { ...complaint, onBehalfOf: zhou, idempotencyKey: 'entered-for-another' };
    const first = await desk.ask(query, { input }, asLin);
    const id = String(valueAt(first, 'submitFeedback', 'id'));
    await desk.change('respondToFeedback', { feedbackId: id, action: 'ACCEPT', note: '转交' });
    const again = await desk.ask(query, { input }, asLin);
    expect(again).toEqual(first);
    expect(valueAt(first, 'submitFeedback')).toEqual({
      ...{ id, title: complaint.title, detailedState: 'SUBMITTED', statusNotes: null },
      ...{ promises: null, rating: null, events: null },
    });
    expect((await see(desk, id, 'id', asLin)).data).toEqual({ _entities: [null] });
    expect(valueAt(await see(desk, id, 'statusNotes', asZhou), '_entities', 0)).toEqual({ statusNotes: '转交' });
  });
});

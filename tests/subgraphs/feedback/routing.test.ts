import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { valueAt } from '../../adapters/fixtures/ask.ts';
import { asOfficial, asZhou, calendar, complaint, openDesk, see, type TestDesk } from './fixtures/desk.ts';
import { createHub } from './fixtures/hub.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk({ serviceCentre: '便民热线' });
});
afterAll(() => desk.close());

const routed = async (input: Readonly<Record<string, unknown>>) => {
  const { id, code, state } = await desk.change('submitFeedback', { ...complaint, ...input }, asZhou);
  if (code !== null) return { code };
  const seen = valueAt(
    await see(
      desk,
      id,
      'agencyResponsible service { id } case { id } promises { kind dueAt } events { nodes { state actor note } }',
    ),
    '_entities',
    0,
  ) as Readonly<Record<string, unknown>>;
  return { state, ...seen };
};

const promises = [
  { kind: 'ACCEPT', dueAt: '2026-09-22T23:59:59+08:00' },
  { kind: 'ANSWER', dueAt: '2026-10-09T23:59:59+08:00' },
];
const submitted = { state: 'SUBMITTED', actor: null, note: null };
const dispatched = (note: string) => ({ state: 'DISPATCHED', actor: '便民热线', note });

describe('a feedback goes to', () => {
  test('the department of its case', async () => {
    expect(await routed({ caseId: 'BJ-1' })).toEqual({
      ...{ state: 'DISPATCHED', agencyResponsible: '民政局', service: { id: 'SX-1' }, case: { id: 'BJ-1' }, promises },
      events: { nodes: [submitted, dispatched('民政局')] },
    });
  });

  test('the competent authority of the case’s service, where the case names no department', async () => {
    expect(await routed({ caseId: 'BJ-3' })).toMatchObject({ state: 'DISPATCHED', agencyResponsible: '卫生健康局' });
  });

  test('the competent authority of its service', async () => {
    expect(await routed({ serviceId: 'SX-1' })).toMatchObject({
      ...{ agencyResponsible: '卫生健康局', service: { id: 'SX-1' }, case: null },
    });
  });

  test.each([
    ['where it is about nothing in particular', {}],
    ['where the service has no authority', { serviceId: 'SX-2' }],
  ])('the service centre %s, whose clocks run as well', async (_why, input) => {
    expect(await routed(input)).toMatchObject({
      ...{ state: 'SUBMITTED', agencyResponsible: '便民热线', promises, events: { nodes: [submitted] } },
    });
  });

  test('the service centre where the service’s department does not answer; a case has to be seen', async () => {
    desk.department.setDown(true);
    expect(await routed({ serviceId: 'SX-1' })).toMatchObject({
      agencyResponsible: '便民热线',
      service: { id: 'SX-1' },
    });
    // Told as the other's failure: it says nothing of the system that keeps feedback.
    const department = { department: 'approvals' };
    for (const [mutation, input] of [
      ['submitFeedback', { ...complaint, caseId: 'BJ-1' }],
      ['rateCase', { caseId: 'BJ-1', level: 'SATISFIED' }],
    ] as const)
      expect((await desk.change(mutation, input, asZhou)).answer.errors).toEqual([
        { path: [mutation], code: 'DEPARTMENT_UNAVAILABLE', details: department, ...department },
      ]);
    desk.department.setDown(false);
  });

  test('the service centre when it is given back, with its promises as they were', async () => {
    const { id } = await desk.change('submitFeedback', { ...complaint, caseId: 'BJ-1' }, asZhou);
    desk.setNow('2026-09-22T09:00:00+08:00');
    await desk.change('respondToFeedback', { feedbackId: id, action: 'RETURN', note: '不归我局管' });
    const seen = await see(desk, id, 'agencyResponsible promises { kind dueAt } statusNotes');
    expect(valueAt(seen, '_entities', 0)).toEqual({
      agencyResponsible: '便民热线',
      promises,
      statusNotes: '不归我局管',
    });
  });

  test('the office that has it when it is opened again, with new promises beside the old', async () => {
    desk.setNow('2026-09-21T09:00:00+08:00');
    const { id } = await desk.change('submitFeedback', { ...complaint, caseId: 'BJ-1' }, asZhou);
    const respond = (action: string) => desk.change('respondToFeedback', { feedbackId: id, action, note: '好' });
    desk.setNow('2026-09-23T09:00:00+08:00'); // a day too late to be taken on
    await respond('SIGN');
    await respond('ANSWER');
    desk.setNow('2026-10-08T09:00:00+08:00');
    await desk.change('reopenFeedback', { feedbackId: id, reason: '没有解决' }, asZhou);
    const seen = await see(desk, id, 'detailedState status agencyResponsible promises { kind dueAt metAt broken }');
    const met = '2026-09-23T09:00:00+08:00';
    expect(valueAt(seen, '_entities', 0)).toEqual({
      ...{ detailedState: 'REOPENED', status: 'OPEN', agencyResponsible: '民政局' },
      promises: [
        { ...promises[0], metAt: met, broken: true },
        { ...promises[1], metAt: met, broken: false },
        { kind: 'ACCEPT', dueAt: '2026-10-09T23:59:59+08:00', metAt: null, broken: false },
        { kind: 'ANSWER', dueAt: '2026-10-21T23:59:59+08:00', metAt: null, broken: false },
      ],
    });
  });
});

describe('words', () => {
  test.each([
    ['a title of blanks', { title: '  ' }],
    ['a title that is too long', { title: '长'.repeat(201) }],
    ['a description that is too long', { description: '长'.repeat(5_001) }],
    ['text the store can’t keep', { description: 'a\u0000b' }],
    ['half a character', { title: '\ud83d' }],
    ['an address that is none', { mediaUrl: 'file:///etc/passwd' }],
  ])('are refused: %s', async (_what, input) => {
    expect(await routed(input)).toEqual({ code: 'BAD_USER_INPUT' });
  });

  test.each(['RETURN', 'ASK', 'ANSWER'])('are needed for %s', async (action) => {
    const { id } = await desk.change('submitFeedback', { ...complaint, caseId: 'BJ-1' }, asZhou);
    if (action !== 'RETURN') await desk.change('respondToFeedback', { feedbackId: id, action: 'SIGN' });
    const { code } = await desk.change('respondToFeedback', { feedbackId: id, action, note: ' ' });
    expect(code).toBe('BAD_USER_INPUT');
  });

  test('name an office that there is, where somebody keeps a list of them', async () => {
    const careful = await openDesk({
      offices: async () =>
        new Map([
          ['民政局', 'MZJ'],
          ['卫生健康局', 'WJW'],
        ]),
      serviceCentre: '便民热线',
    });
    const { id } = await careful.change('submitFeedback', complaint, asZhou);
    const dispatch = (agency: string) =>
      careful.change('respondToFeedback', { feedbackId: id, action: 'DISPATCH', agency });
    const { answer } = await dispatch('没有这个局');
    expect(answer.errors[0]).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { reason: expect.stringMatching(/^No office is called “没有这个局”; publicOrganisations .*便民热线/) },
    });
    for (const agency of ['民政局', ' 卫生健康局 ', '便民热线'])
      expect((await dispatch(agency)).state).toBe('DISPATCHED');
    await careful.close();
  });

  test('of an office are believed where the list can’t be had', async () => {
    const trusting = await openDesk({ offices: () => Promise.reject(new Error('down')) });
    const { id } = await trusting.change('submitFeedback', complaint, asZhou);
    const input = { feedbackId: id, action: 'DISPATCH', agency: '没有这个局' };
    expect((await trusting.change('respondToFeedback', input)).state).toBe('DISPATCHED');
    expect(trusting.failures).toEqual([new Error('down')]);
    await trusting.close();
  });

  test('name the office a dispatch goes to, the version of a service, either a case or a feedback', async () => {
    const { id } = await desk.change('submitFeedback', complaint, asZhou);
    const codes = [
      await desk.change('respondToFeedback', { feedbackId: id, action: 'DISPATCH' }),
      await desk.change('rectify', { feedbackId: id, what: 'SERVICE', serviceId: 'SX-1', note: '改' }),
      await desk.change('rectify', { feedbackId: id, what: 'CASE', note: '改' }),
      await desk.change('rateCase', { level: 'SATISFIED' }, asZhou),
      await desk.change('rateCase', { level: 'SATISFIED', caseId: 'BJ-1', feedbackId: id }, asZhou),
      await desk.change('respondToFeedback', { feedbackId: 'feedback:none', action: 'ACCEPT' }, asOfficial),
    ];
    expect(codes.map(({ code }) => code)).toEqual(codes.map(() => 'BAD_USER_INPUT'));
  });
});

test('a change is of what there is: a case that can be seen does not vouch for a service', async () => {
  const { id } = await desk.change('submitFeedback', { ...complaint, caseId: 'BJ-1' }, asZhou);
  await desk.change('respondToFeedback', { feedbackId: id, action: 'SIGN' });
  await desk.change('respondToFeedback', { feedbackId: id, action: 'ANSWER', note: '好' });
  const change = { feedbackId: id, what: 'SERVICE', caseId: 'BJ-1', serviceVersion: '2', note: '改' };
  expect((await desk.change('rectify', { ...change, serviceId: 'SX-none' })).code).toBe('BAD_USER_INPUT');
  expect((await desk.change('rectify', { ...change, caseId: 'BJ-none', serviceId: 'SX-1' })).code).toBe(
    'FORBIDDEN_RECORD',
  );
  const rectified = await desk.change('rectify', { ...change, serviceId: 'SX-2' });
  expect([rectified.code, rectified.state]).toEqual([null, 'RECTIFIED']);
});

describe('the calendar', () => {
  test('that can’t be had is the last one known, and before that Monday to Friday', async () => {
    const hub = await createHub();
    let works = false;
    const load = async () => {
      if (works) return calendar;
      throw new Error('no calendar');
    };
    const other = await openDesk({ databaseUrl: hub.url, calendar: load });
    const due = async () => {
      const { id } = await other.change('submitFeedback', complaint, asZhou);
      return valueAt(await see(other, id, 'expectedDatetime'), '_entities', 0, 'expectedDatetime');
    };
    expect(await due()).toBe('2026-10-05T23:59:59+08:00'); // nobody told it of the holiday
    works = true;
    expect(await due()).toBe('2026-10-09T23:59:59+08:00');
    works = false;
    expect(await due()).toBe('2026-10-09T23:59:59+08:00');
    expect(other.failures).toMatchObject([{ message: 'no calendar' }]);
    await other.close();
    await hub.remove();
  });
});

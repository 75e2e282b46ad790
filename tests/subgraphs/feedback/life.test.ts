import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { valueAt } from '../../adapters/fixtures/ask.ts';
import { asLin, asZhou, complaint, openDesk, see, type TestDesk } from './fixtures/desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

test('a complaint’s whole life is seen by the citizen, step by step', async () => {
  const { id, state } = await desk.change('submitFeedback', { ...complaint, caseId: 'BJ-1' }, asZhou);
  expect(state).toBe('DISPATCHED');
  const respond = async (at: string, input: Readonly<Record<string, unknown>>) => {
    desk.setNow(at);
    const { code, state: now } = await desk.change('respondToFeedback', { feedbackId: id, ...input });
    return code ?? now;
  };
  expect(await respond('2026-09-21T10:00:00+08:00', { action: 'RETURN', note: '不归我局管' })).toBe('RETURNED');
  expect(await respond('2026-09-21T11:00:00+08:00', { action: 'DISPATCH', agency: '行政审批局' })).toBe('DISPATCHED');
  expect(await respond('2026-09-22T11:00:00+08:00', { action: 'SIGN' })).toBe('SIGNED');
  expect(await respond('2026-09-23T09:00:00+08:00', { action: 'ASK', note: '请说明是哪个窗口' })).toBe('SIGNED');
  desk.setNow('2026-09-25T09:00:00+08:00');
  await desk.change('respondToFeedback', { feedbackId: id, action: 'SUPPLEMENT', note: '三号窗口' }, asZhou);
  expect(await respond('2026-09-28T09:00:00+08:00', { action: 'ANSWER', note: '已加派人手' })).toBe('HANDLED');
  desk.setNow('2026-09-29T09:00:00+08:00');
  await desk.change('rateCase', { feedbackId: id, level: 'DISSATISFIED', comment: '还是慢' }, asZhou);
  expect(await respond('2026-09-29T15:00:00+08:00', { action: 'CALL_BACK' })).toBe('FOLLOWED_UP');
  desk.setNow('2026-10-12T09:00:00+08:00');
  const rectified = await desk.change('rectify', {
    ...{ feedbackId: id, what: 'SERVICE', serviceId: 'SX-1', serviceVersion: '2', note: '增设窗口' },
  });
  expect(rectified.state).toBe('RECTIFIED');
  await desk.change('rateCase', { feedbackId: id, level: 'SATISFIED' }, asZhou);

  const seen = await see(
    desk,
    id,
    `status statusNotes agencyResponsible expectedDatetime label(lang: ZH) detailedStateLabel
     service { id } case { id } requester { id } onBehalfOf { id }
     rating { level score contactDueAt } ratings { nodes { level contactDueAt rectifyDueAt } totalCount }
     promises { kind startedAt dueAt pausedIntervals { from to } metAt broken }
     rectifications { what whatLabel(lang: ZH) note service { id } serviceVersion case { id } at }
     events(first: 50) { nodes { state stateLabel(lang: ZH) at actor note } totalCount }`,
    asZhou,
  );
  expect(seen.errors).toEqual([]);
  expect(seen.subjects).toEqual([asZhou.subject]);
  expect(valueAt(seen, '_entities', 0)).toMatchSnapshot();
  expect((await see(desk, id, 'id', asLin)).data).toEqual({ _entities: [null] });
  expect(desk.failures).toEqual([]);
});

test('a rating of a case makes a feedback of its own, and the next rating belongs to it', async () => {
  const bad = await desk.change('rateCase', { caseId: 'BJ-2', level: 'VERY_DISSATISFIED', comment: '态度差' }, asLin);
  expect([bad.code, bad.state]).toEqual([null, 'RATED']);
  const again = await desk.change('rateCase', { caseId: 'BJ-2', level: 'SATISFIED' }, asLin);
  expect(again.code).toBe('FEEDBACK_STEP_NOT_ALLOWED');
  await desk.change('respondToFeedback', { feedbackId: bad.id, action: 'CALL_BACK', note: '已致歉' });
  const later = await desk.change('rateCase', { caseId: 'BJ-2', level: 'SATISFIED' }, asLin);
  expect([later.code, later.id]).toEqual([null, bad.id]);
  const seen = await see(desk, bad.id, 'kind status agencyResponsible service { id } ratings { nodes { level } }');
  expect(valueAt(seen, '_entities', 0)).toEqual({
    kind: 'COMPLAINT',
    status: 'OPEN',
    agencyResponsible: '民政局',
    service: { id: 'SX-1' },
    ratings: { nodes: [{ level: 'VERY_DISSATISFIED' }, { level: 'SATISFIED' }] },
  });
});

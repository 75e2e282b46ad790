import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Demo } from '../../cli/start-demo.ts';
import {
  addWorkingDays,
  createWorkingCalendar,
  dayAt,
  endOfDay,
  type ExceptionalDay,
  type WorkingCalendar,
} from '../../schema/working-days.ts';
import { openViews, type Mutation, type Subject, type Views, type Who } from './complaint-views.ts';
import { startCityDemo } from './city-demo.ts';
import { ask, heroId, signedIn, type Json } from './hero.ts';

const zone = 'Asia/Shanghai';
const centre = '市民服务中心';

let demo: Demo;
let views: Views;
let neighbour: string;
/** One of the hero's cases, its department and another office. */
let about: Subject & { readonly version: string; readonly department: string; readonly other: string };
let calendar: WorkingCalendar;

beforeAll(async () => {
  demo = await startCityDemo();
  const official = signedIn(await demo.token('official'));
  const query = `query ($id: ID!) { citizens(first: 10) { nodes { id } } publicOrganisations(first: 50) { nodes { name } }
    citizen(id: $id) { cases(first: 20) { nodes { id department { name } service { id version } } } } }`;
  const { data } = (await ask(demo.url, { query, variables: { id: heroId } }, official)).body;
  neighbour = data.citizens.nodes.find(({ id }: Json) => id !== heroId).id;
  const { id: caseId, department, service } = data.citizen.cases.nodes.at(-1);
  const other = data.publicOrganisations.nodes.find(({ name }: Json) => name !== department.name).name;
  about = { caseId, serviceId: service.id, version: String(service.version), department: department.name, other };
  views = await openViews(demo, neighbour);
  calendar = createWorkingCalendar(await calendarDays());
});
afterAll(async () => {
  await demo.close();
});

/** The calendar as anybody may read it. */
async function calendarDays(): Promise<readonly ExceptionalDay[]> {
  const query = `query ($after: String) { workingCalendar(first: 400, after: $after) {
    nodes { date working } pageInfo { hasNextPage endCursor } } }`;
  const days: ExceptionalDay[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { data }: Json = await views.send('nobody', query, { after });
    days.push(...data.workingCalendar.nodes.map(({ date: day, working }: Json) => ({ day, working })));
    ({ endCursor: after, hasNextPage: more } = data.workingCalendar.pageInfo);
  }
  return days;
}

/** The end of the n-th working day after the day of a moment. */
const workingDaysAfter = (moment: string, days: number): number =>
  endOfDay(addWorkingDays(dayAt(new Date(moment), zone), days, calendar), zone).getTime();

const dueAt = ({ promises }: Json, kind: string): number =>
  Date.parse(promises.findLast((promise: Json) => promise.kind === kind).dueAt);

const idsOf = ({ nodes }: Json): readonly string[] => nodes.map(({ id }: Json) => id);

/** When the next open promise falls due. */
const urgency = ({ promises }: Json): number =>
  Math.min(...promises.filter(({ metAt }: Json) => metAt === null).map(({ dueAt: due }: Json) => Date.parse(due)));

/** What was promised stands as it was promised; it is met once. */
function expectPromisesKept(before: Json, after: Json): void {
  for (const [index, promise] of before.promises.entries()) {
    const now = after.promises[index];
    expect(now).toEqual(promise.metAt === null ? { ...promise, metAt: now.metAt } : promise);
  }
}

/** What everybody saw before the complaint. */
type Before = { readonly citizen: Json; readonly neighbour: Json; readonly lists: Json };

const readBefore = async (): Promise<Before> => ({
  citizen: await views.citizen(),
  neighbour: await views.citizen('neighbour'),
  lists: (await views.lists('integrator', 'feedback:none', about)).data,
});

async function expectSeen(before: Before, now: Json): Promise<void> {
  await expectSeenByCitizen(before.citizen, now);
  await expectInQueue(now);
  await expectSeenByIntegrator(before.lists, now);
  await expectUnseenByOthers(before.neighbour, now.id);
}

/** At once, at the head of the list that the hotline's orders stand in, and of the timeline. */
async function expectSeenByCitizen(before: Json, now: Json): Promise<void> {
  const { feedback, timeline, contacts } = await views.citizen();
  expect(before.feedback.nodes).toContainEqual(expect.objectContaining({ __typename: 'HotlineOrder' }));
  const { id, title, status, detailedState, statusNotes, agencyResponsible, requestedDatetime: at } = now;
  const { kindLabel, statusLabel, detailedStateLabel } = now;
  expect(feedback.totalCount).toBe(Number(before.feedback.totalCount) + 1);
  expect(feedback.nodes).toEqual([
    {
      ...{ __typename: 'PortalFeedback', id, title, status, detailedState, statusNotes, agencyResponsible },
      ...{ kindLabel, statusLabel, detailedStateLabel },
      ...{ requestedDatetime: at, service: { id: about.serviceId }, case: { id: about.caseId } },
      rating: now.rating === null ? null : { score: now.rating.score },
    },
    ...before.feedback.nodes,
  ]);
  expect(timeline.nodes).toEqual([{ __typename: 'PortalFeedback', id, at, label: '投诉' }, ...before.timeline.nodes]);
  expect(contacts).toEqual(before.contacts);
}

/** In the queue of the office that has it and in no other, as long as something is owed; first what falls due first. */
async function expectInQueue(now: Json): Promise<void> {
  for (const office of [centre, about.department, about.other]) {
    const rows = await views.queue(office);
    const isTheirs = office === now.agencyResponsible && now.status === 'OPEN';
    expect(rows.filter(({ id }) => id === now.id)).toEqual(isTheirs ? [now] : []);
    expect(rows.map(urgency)).toEqual(rows.map(urgency).sort((one, two) => one - two));
  }
}

async function expectSeenByIntegrator(before: Json, now: Json): Promise<void> {
  const { data, errors } = await views.lists('integrator', now.id, about);
  expect(errors).toBeUndefined();
  const promises = now.promises.map(({ kind, broken }: Json) => ({ kind, broken }));
  expect(data.feedback).toMatchObject({ id: now.id, detailedState: now.detailedState, promises });
  for (const [list, earlier] of [
    [data.feedbacks, before.feedbacks],
    [data.portalFeedbacks, before.portalFeedbacks],
    [data.service.feedback, before.service.feedback],
    [data.case.feedback, before.case.feedback],
  ]) {
    expect(list.totalCount).toBe(Number(earlier.totalCount) + 1);
    expect(idsOf(list)).toEqual([now.id, ...idsOf(earlier)].slice(0, 100));
  }
}

async function expectUnseenByOthers(before: Json, id: string): Promise<void> {
  expect(await views.citizen('neighbour')).toEqual(before);
  const theirs = await views.lists('neighbour', id, about);
  // An id that is known says nothing: any id of the portal answers as much.
  expect(Object.values(theirs.data.feedback).filter((value) => value !== null)).toEqual([id]);
  for (const list of [theirs.data.feedbacks, theirs.data.portalFeedbacks, theirs.data.service.feedback])
    expect(idsOf(list)).not.toContain(id);
  expect(theirs.data.case).toEqual({ feedback: { totalCount: 0, nodes: [] } });
  const nobodys = await views.lists('nobody', id, about);
  expect(nobodys.data).toEqual({
    ...{ feedback: null, feedbacks: null, portalFeedbacks: null },
    ...{ case: { feedback: null }, service: { feedback: null } },
  });
  expect(new Set(nobodys.errors.map(({ extensions }: Json) => extensions.code))).toEqual(
    new Set(['UNAUTHORIZED_FIELD_OR_TYPE']),
  );
}

test('a complaint’s whole life, seen by the citizen, the office, an integrator and nobody else', async () => {
  const before = await readBefore();
  const title = `高龄津贴停发三个月（${randomUUID().slice(0, 8)}）`;
  const description = '九月起津贴停发，跑了三趟窗口，没有人说得清原因。';
  let now = await views.take('hero', 'submitFeedback', { kind: 'COMPLAINT', title, description, caseId: about.caseId });
  const { id } = now;

  /** Takes the next step; what was promised before stands. */
  const next = async (who: Who, mutation: Mutation, input: Readonly<Record<string, unknown>>): Promise<void> => {
    const earlier = now;
    now = await views.take(who, mutation, { feedbackId: id, ...input });
    expectPromisesKept(earlier, now);
    await expectSeen(before, now);
  };
  const respond = (action: string, more: Readonly<Record<string, string>> = {}) =>
    next('official', 'respondToFeedback', { action, ...more });
  const expectRefused = async (who: Who, action: string, allowed: string): Promise<void> => {
    const [code, message] = await (action === 'RATE'
      ? views.refused(who, 'rateCase', { feedbackId: id, level: 'SATISFIED' })
      : views.refused(who, 'respondToFeedback', { feedbackId: id, action, note: '不合时宜' }));
    expect([code, message.split('allowed now: ')[1]]).toEqual(['FEEDBACK_STEP_NOT_ALLOWED', allowed]);
  };

  // Submitted, and routed to the department of the case at once.
  await expectSeen(before, now);
  expect(now).toMatchObject({
    ...{ title, description, status: 'OPEN', detailedState: 'DISPATCHED', detailedStateLabel: '已派单' },
    ...{ agencyResponsible: about.department, statusNotes: null, onBehalfOf: null, requester: { id: heroId } },
    ...{ service: { id: about.serviceId }, case: { id: about.caseId }, rating: null, channelLabel: '网站' },
    promises: [
      { kind: 'ACCEPT', kindLabel: '受理', startedAt: now.requestedDatetime, metAt: null, broken: false },
      { kind: 'ANSWER', kindLabel: '答复', startedAt: now.requestedDatetime, metAt: null, broken: false },
    ],
  });
  expect(dueAt(now, 'ACCEPT')).toBe(workingDaysAfter(now.requestedDatetime, 1));
  expect(dueAt(now, 'ANSWER')).toBe(workingDaysAfter(now.requestedDatetime, 10));
  expect(Date.parse(now.expectedDatetime)).toBe(dueAt(now, 'ANSWER'));
  await expectRefused('official', 'ANSWER', 'DISPATCH, SIGN, RETURN, SUPERVISE');
  await expectRefused('hero', 'SIGN', 'nothing');

  await respond('RETURN', { note: '停发由待遇资格比对所致，不属我局职责' });
  expect(now).toMatchObject({
    detailedState: 'RETURNED',
    agencyResponsible: centre,
    statusNotes: expect.stringContaining('资格比对'),
  });
  await expectRefused('official', 'SIGN', 'ACCEPT, DISPATCH, SUPERVISE');

  const nowhere = { feedbackId: id, action: 'DISPATCH', agency: '没有这个局' };
  expect(await views.refused('official', 'respondToFeedback', nowhere)).toEqual([
    ...['BAD_USER_INPUT', expect.stringContaining('No office is called “没有这个局”')],
  ]);
  await respond('DISPATCH', { agency: about.other, note: '请核对停发原因' });
  expect(now).toMatchObject({ detailedState: 'DISPATCHED', agencyResponsible: about.other });

  await respond('SIGN');
  expect(now.promises[0]).toMatchObject({ kind: 'ACCEPT', metAt: now.updatedDatetime, broken: false });
  await expectRefused('hero', 'RATE', 'nothing');

  await respond('ANSWER', { note: '比对有误，本月起恢复发放' });
  expect(now).toMatchObject({ status: 'CLOSED', detailedState: 'HANDLED', statusNotes: '比对有误，本月起恢复发放' });
  expect(now.promises[1]).toMatchObject({ kind: 'ANSWER', metAt: now.updatedDatetime, broken: false });
  await expectRefused('official', 'ANSWER', 'CALL_BACK, CLOSE, REOPEN, RECTIFY');

  // Rated badly: it is open again, and two more clocks run.
  await next('hero', 'rateCase', { level: 'VERY_DISSATISFIED', comment: '前三个月的没有补发' });
  expect(now).toMatchObject({
    ...{ status: 'OPEN', detailedState: 'RATED', agencyResponsible: about.other },
    rating: { score: 1, levelLabel: '非常不满意', comment: '前三个月的没有补发', ratedAt: now.updatedDatetime },
  });
  expect(Date.parse(now.rating.contactDueAt)).toBe(Date.parse(now.rating.ratedAt) + 24 * 60 * 60 * 1000);
  expect(Date.parse(now.rating.rectifyDueAt)).toBe(workingDaysAfter(now.rating.ratedAt, 15));
  expect([dueAt(now, 'CONTACT'), dueAt(now, 'RECTIFY')]).toEqual(
    [now.rating.contactDueAt, now.rating.rectifyDueAt].map(Date.parse),
  );
  await expectRefused('official', 'CLOSE', 'CALL_BACK, REOPEN, RECTIFY');
  await expectRefused('hero', 'RATE', 'REOPEN');

  await respond('CALL_BACK', { note: '已致电致歉，说明补发安排' });
  expect(now).toMatchObject({ status: 'OPEN', detailedState: 'FOLLOWED_UP' });
  await expectRefused('official', 'CLOSE', 'REOPEN, RECTIFY');

  const { serviceId, version: serviceVersion } = about;
  const note = '改为每月主动比对，停发前先通知本人';
  await next('official', 'rectify', { what: 'SERVICE', serviceId, serviceVersion, note });
  expect(now).toMatchObject({
    ...{ status: 'CLOSED', detailedState: 'RECTIFIED', statusNotes: note },
    rectifications: [{ what: 'SERVICE', note, serviceVersion, service: { id: serviceId } }],
  });

  await next('hero', 'rateCase', { level: 'SATISFIED', comment: '补发已到账' });
  expect(now).toMatchObject({
    ...{ status: 'CLOSED', detailedState: 'RATED', ratings: { totalCount: 2 } },
    rating: { score: 4, contactDueAt: null, rectifyDueAt: null },
  });
  expect(now.promises.map(({ kind, metAt, broken }: Json) => [kind, metAt !== null, broken])).toEqual(
    ['ACCEPT', 'ANSWER', 'CONTACT', 'RECTIFY'].map((kind) => [kind, true, false]),
  );
  expect(now.events.nodes.map(({ stateLabel, actor }: Json) => [stateLabel, actor])).toEqual([
    ['已提交', null],
    ['已派单', centre],
    ['已退单', about.department],
    ['已派单', centre],
    ['已签收', about.other],
    ['已办理', about.other],
    ['已评价', null],
    ['已回访', about.other],
    ['已整改', about.other],
    ['已评价', null],
  ]);
});

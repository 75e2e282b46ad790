import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engineUnderTest } from '../engine-under-test.ts';
import { openDemoGateway, type DemoGateway } from '../../cli/demo-gateway.ts';
import { listen } from '../../cli/listen.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { withClient } from '../../demo/seed/postgres-client.ts';
import { createDatabase } from '../../demo/seed/reader-role.ts';
import { cityFolder, openCity } from '../city.ts';
import { mariadbIsHere } from '../demo/fixtures/mariadb-here.ts';
import { until } from '../demo/fixtures/temporary-data-folder.ts';
import { openViews, type Views } from './complaint-views.ts';
import { openDepartmentProxy, type DepartmentProxy } from './department-proxy.ts';
import { heroId, type Json } from './hero.ts';

const isHere = await mariadbIsHere('complaints that are taken in by telephone and while a department is down');
const describeHere = isHere ? describe : describe.skip;

const hubName = `hub_${randomBytes(6).toString('hex')}`;
const centre = '市民服务中心';
/** A citizen of the register who has never signed in, as an old identity card writes the id. */
const [callerId, callerOnCard] = ['34052419800101001X', '340524800101001'];

let city: PreparedDepartments;
let adminUrl: string;
let line: DepartmentProxy;
let demo: DemoGateway;
let views: Views;
let about: { readonly caseId: string; readonly serviceId: string; readonly department: string };

beforeAll(async () => {
  if (!isHere) return;
  city = await openCity();
  adminUrl = city.engines?.adminUrl ?? '';
  const { approvals } = city.departments;
  line = await openDepartmentProxy(approvals.url);
  demo = await openDemoGateway(
    cityFolder,
    {
      ...city,
      hub: { url: await createDatabase(adminUrl, hubName) },
      departments: { ...city.departments, approvals: { ...approvals, url: line.url } },
    },
    engineUnderTest,
  );
  const url = await listen(demo.app, { host: '127.0.0.1', port: 0 });
  views = await openViews({ url, token: demo.token }, callerId);
  const query = `{ citizen(id: "${heroId}") { cases(first: 1) { nodes { id department { name } service { id } } } } }`;
  const { data } = await views.send('official', query);
  const [{ id: caseId, department, service }] = data.citizen.cases.nodes;
  about = { caseId, serviceId: service.id, department: department.name };
});
afterAll(async () => {
  if (!isHere) return;
  await demo.app.close();
  await demo.gateway.close();
  await line.close();
  await withClient(adminUrl, (client) => client.query(`DROP DATABASE ${hubName} WITH (FORCE)`));
  await city.close();
});

const hasFeedback = async (who: 'hero' | 'neighbour', id: string): Promise<boolean> =>
  (await views.citizen(who)).feedback.nodes.some((each: Json) => each.id === id);

describeHere('by telephone', () => {
  const called = { kind: 'COMPLAINT', title: '窗口排队两小时', channel: 'PHONE' };

  test('an official enters it for a citizen without an account; it is theirs, and theirs alone', async () => {
    const input = { ...called, onBehalfOf: callerOnCard, serviceId: about.serviceId };
    const entered = await views.take('official', 'submitFeedback', input);
    const { id } = entered;
    expect(entered).toMatchObject({
      ...{ detailedState: 'DISPATCHED', agencyResponsible: about.department, channelLabel: '电话' },
      ...{ requester: { id: callerId }, onBehalfOf: { id: callerId }, service: { id: about.serviceId } },
      events: {
        nodes: [
          { stateLabel: '已提交', actor: centre },
          { stateLabel: '已派单', actor: centre },
        ],
      },
      promises: [{ kind: 'ACCEPT' }, { kind: 'ANSWER' }],
    });
    expect((await views.queue(about.department)).map((row) => row.id)).toContain(id);
    expect([await hasFeedback('neighbour', id), await hasFeedback('hero', id)]).toEqual([true, false]);

    for (const action of ['SIGN', 'ANSWER'])
      await views.take('official', 'respondToFeedback', { feedbackId: id, action, note: '已增开两个窗口' });
    const rating = { feedbackId: id, level: 'SATISFIED' };
    expect(await views.refused('official', 'rateCase', rating)).toEqual([
      'FORBIDDEN_ACTION',
      'Not authorized: rating is for the citizen concerned',
    ]);
    expect((await views.refused('hero', 'rateCase', rating))[0]).toBe('FORBIDDEN_RECORD');
    expect(await views.take('neighbour', 'rateCase', rating)).toMatchObject({ status: 'CLOSED', rating: { score: 4 } });
  });

  test('a caller whom nobody knows is answered too, and no citizen sees it', async () => {
    const entered = await views.take('official', 'submitFeedback', called);
    expect(entered).toMatchObject({ requester: null, onBehalfOf: null, agencyResponsible: centre, status: 'OPEN' });
    expect((await views.queue(centre)).map((row) => row.id)).toContain(entered.id);
    expect([await hasFeedback('neighbour', entered.id), await hasFeedback('hero', entered.id)]).toEqual([false, false]);
  });
});

describeHere('while the department of her case is down', () => {
  const said = { kind: 'COMPLAINT', title: '受理后没有消息' };

  test('what is about the case waits; what is about the service is taken in, and goes to the service centre', async () => {
    const before = await views.citizen();
    const idempotencyKey = randomUUID();
    const ofCase = { ...said, caseId: about.caseId, idempotencyKey };
    await line.fail('refused');
    try {
      // Nobody can say whether the case is hers.
      for (let tries = 0; tries < 8; tries += 1)
        expect(await views.refused('hero', 'submitFeedback', ofCase)).toEqual([
          'DEPARTMENT_UNAVAILABLE',
          'approvals is not answering',
        ]);
      // However often that happens: it is no failure of the graph's own feedback.
      const ofService = await views.take('hero', 'submitFeedback', { ...said, serviceId: about.serviceId });
      expect(ofService).toMatchObject({
        ...{ detailedState: 'SUBMITTED', agencyResponsible: centre, service: { id: about.serviceId }, case: null },
        promises: [
          { kind: 'ACCEPT', broken: false },
          { kind: 'ANSWER', broken: false },
        ],
      });
      expect((await views.queue(centre)).map(({ id }) => id)).toContain(ofService.id);
      const query = `query ($id: ID!) { feedback(id: $id) { title statusNotes service { id label(lang: ZH) } } }`;
      const seen = await views.send('hero', query, { id: ofService.id });
      expect(seen.data.feedback).toEqual({
        ...{ title: said.title, statusNotes: null, service: { id: about.serviceId, label: null } },
      });
      expect(seen.errors).toMatchObject([{ extensions: { code: 'DEPARTMENT_UNAVAILABLE', department: 'approvals' } }]);
    } finally {
      await line.restore();
    }
    // The same request again and again, as her browser kept it.
    const isTaken = async (): Promise<boolean> =>
      (await views.attempt('hero', 'submitFeedback', ofCase)).errors === undefined;
    await until('the department answers again', isTaken, 30_000);
    const taken = await views.take('hero', 'submitFeedback', ofCase);
    expect(taken).toMatchObject({ detailedState: 'DISPATCHED', agencyResponsible: about.department });
    const { feedback } = await views.citizen();
    expect(feedback.totalCount).toBe(Number(before.feedback.totalCount) + 2);
  });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createIdentity } from '../../../subgraphs/identity/identity.ts';
import { createInteraction } from '../../../subgraphs/interaction/interaction.ts';
import { asOfficial, asZhou, complaint, openDesk, type TestDesk } from './fixtures/desk.ts';
import { zhou } from './fixtures/people.ts';
import { openCity, type City } from '../../gateway/city.ts';

let desk: TestDesk;
let city: City;
beforeAll(async () => {
  desk = await openDesk();
  const departments = [desk.department.subgraph, desk.subgraph];
  const onFailure = (error: unknown) => void desk.failures.push(error);
  const identity = createIdentity({ departments, onFailure });
  const interaction = createInteraction({ subgraphs: departments, secret: 'another secret of the tests', onFailure });
  city = await openCity({ subgraphs: [identity, ...departments, ...(interaction === null ? [] : [interaction])] });
});
afterAll(async () => {
  await city.close();
  await desk.close();
});

/** The city's test tokens stand for Zhou, whose id is the hero's. */
const headers = { authorization: 'Bearer citizen', 'x-purpose': 'service-delivery' };

test('a citizen complains, is answered, and reads it beside what the departments say', async () => {
  const input = { ...complaint, caseId: 'BJ-1', idempotencyKey: 'through-the-gateway' };
  const submitted = await city.ask(
    `mutation ($input: SubmitFeedbackInput!) { submitFeedback(input: $input) { id detailedState service { name } case { department { name } } } }`,
    { variables: { input }, headers },
  );
  expect(submitted.body).toMatchObject({
    data: {
      submitFeedback: {
        detailedState: 'DISPATCHED',
        service: { name: '事项 SX-1' },
        case: { department: { name: '民政局' } },
      },
    },
  });
  const feedbackId = submitted.body.data.submitFeedback.id;
  for (const action of ['SIGN', 'ANSWER'])
    await desk.change('respondToFeedback', { feedbackId, action, note: '已加派人手' }, asOfficial);
  const seen = await city.ask(
    `query ($id: ID!) { citizen(id: $id) { portalFeedback { totalCount nodes {
      id statusNotes detailedState detailedStateLabel(lang: ZH) service { name } events { nodes { state stateLabel } } } } } }`,
    { variables: { id: zhou }, headers },
  );
  expect(seen.body).toEqual({
    data: {
      citizen: {
        portalFeedback: {
          totalCount: 1,
          nodes: [
            {
              ...{ id: feedbackId, statusNotes: '已加派人手', detailedState: 'HANDLED', detailedStateLabel: '已办理' },
              service: { name: '事项 SX-1' },
              events: {
                nodes: [
                  { state: 'SUBMITTED', stateLabel: 'Submitted' },
                  { state: 'DISPATCHED', stateLabel: 'Sent to a department' },
                  { state: 'SIGNED', stateLabel: 'Taken on by the department' },
                  { state: 'HANDLED', stateLabel: 'Handled' },
                ],
              },
            },
          ],
        },
      },
    },
  });
});

test('the merged lists, the timeline and the root have it', async () => {
  desk.setNow('2026-09-21T09:00:01+08:00');
  const { id } = await desk.change(
    'submitFeedback',
    { ...complaint, title: '想查进度', kind: 'CONSULT', serviceId: 'SX-1' },
    asZhou,
  );
  const answer = await city.ask(
    `query ($id: ID!, $citizen: ID!) {
      feedback(id: $id) { id title ... on PortalFeedback { promises { kind } } }
      service(id: "SX-1") { feedback(first: 1) { nodes { id } } }
      citizen(id: $citizen) { feedback(first: 1) { nodes { id title } } timeline(first: 1) { nodes { id at label(lang: ZH) } } }
    }`,
    { variables: { id, citizen: zhou }, headers },
  );
  expect(answer.body).toEqual({
    data: {
      feedback: { id, title: '想查进度', promises: [{ kind: 'ACCEPT' }, { kind: 'ANSWER' }] },
      service: { feedback: { nodes: [{ id }] } },
      citizen: {
        feedback: { nodes: [{ id, title: '想查进度' }] },
        timeline: { nodes: [{ id, at: '2026-09-21T09:00:01+08:00', label: '咨询' }] },
      },
    },
  });
});

test('the list of everything has each once, whatever other lists there are', async () => {
  const answer = await city.ask('{ feedbacks { totalCount nodes { kind } } }', { headers });
  expect(answer.body).toEqual({
    data: { feedbacks: { totalCount: 2, nodes: [{ kind: 'CONSULT' }, { kind: 'COMPLAINT' }] } },
  });
});

test('a refusal tells a client what it can do', async () => {
  const { id } = await desk.change('submitFeedback', complaint, asZhou);
  const input = { feedbackId: id, action: 'SIGN', idempotencyKey: 'not-the-citizens' };
  const query = 'mutation ($input: RespondToFeedbackInput!) { respondToFeedback(input: $input) { id } }';
  const refused = await city.ask(query, { variables: { input }, headers });
  expect(refused.body.data).toEqual({ respondToFeedback: null });
  expect(refused.body.errors).toMatchObject([
    {
      message: 'SIGN does not follow here: the feedback is SUBMITTED; allowed now: nothing',
      path: ['respondToFeedback'],
      extensions: { code: 'FEEDBACK_STEP_NOT_ALLOWED', department: 'feedback' },
    },
  ]);
});

test('nobody who has not signed in gets as far as the store', async () => {
  const query = `mutation { submitFeedback(input: { kind: HELP, title: "x", idempotencyKey: "nobody-at-all" }) { id } }`;
  const answer = await city.ask(query);
  expect(answer.body.data).toEqual({ submitFeedback: null });
  expect(answer.body.errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
});

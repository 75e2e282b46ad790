import type { DocumentNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hero, identity, insurance, official, openCity, portal, registry, type City } from './city.ts';

/** What each department was asked, so that withheld fields are seen not to be fetched. */
const asked: string[] = [];

let city: City;
beforeAll(async () => {
  const { print } = await import('graphql');
  const hooks = { onPrepare: (document: DocumentNode) => void asked.push(print(document)) };
  city = await openCity({ subgraphs: [identity(hooks), registry(hooks), insurance(hooks), portal(hooks)] });
});
afterAll(() => city.close());

type Case = {
  readonly name: string;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly data: unknown;
  /** Response paths with an error, joined by dots. */
  readonly withheld: readonly string[];
};

const cases: readonly Case[] = [
  {
    name: 'public data passes',
    query: '{ adminUnits { name } }',
    data: { adminUnits: [{ name: '朝阳区' }, null, { name: '丰台区' }] },
    withheld: [],
  },
  {
    name: 'a non-null personal field takes its object away',
    query: '{ citizen(id: "1") { id } }',
    data: { citizen: null },
    withheld: ['citizen.id'],
  },
  {
    name: 'a nullable one does not',
    query: '{ citizen(id: "1") { fullName } }',
    data: { citizen: { fullName: null } },
    withheld: ['citizen.fullName'],
  },
  {
    name: 'up to the whole answer',
    query: '{ mustHaveCitizen(id: "1") { id } }',
    data: null,
    withheld: ['mustHaveCitizen.id'],
  },
  {
    name: 'a list of people says who exists',
    query: '{ citizens { totalCount nodes { fullName } } adminUnits { id } }',
    data: { citizens: null, adminUnits: [{ id: '110105' }, null, { id: '110106' }] },
    withheld: ['citizens'],
  },
  {
    name: 'aliases',
    query: '{ a: citizen(id: "1") { b: fullName __typename } }',
    data: { a: { b: null, __typename: 'Citizen' } },
    withheld: ['a.b'],
  },
  {
    name: 'key order is the client’s',
    query: '{ adminUnits { name head { fullName } id } }',
    data: {
      adminUnits: [{ name: '朝阳区', head: null, id: '110105' }, null, { name: '丰台区', head: null, id: '110106' }],
    },
    withheld: ['adminUnits.head'],
  },
  {
    name: 'a fragment with several parents',
    query: `{ x: adminUnits { ...U } y: adminUnits { parent { ...U } } } fragment U on AdminUnit { head { id } id }`,
    data: {
      x: [{ head: null, id: '110105' }, null, { head: null, id: '110106' }],
      y: [{ parent: { head: null, id: '110000' } }, null, { parent: { head: null, id: '110000' } }],
    },
    withheld: ['x.head', 'y.parent.head'],
  },
  {
    name: 'through an interface a field goes from the types that keep it, and from no other',
    query: '{ feedback { text } }',
    data: { feedback: [{ text: null }, { text: '停水' }] },
    withheld: ['feedback.text'],
  },
  {
    name: 'a type condition narrows to the public type',
    query: '{ feedback { __typename ... on Announcement { text } ... on HotlineOrder { text } } }',
    data: {
      feedback: [
        { __typename: 'HotlineOrder', text: null },
        { __typename: 'Announcement', text: '停水' },
      ],
    },
    withheld: ['feedback.text'],
  },
  {
    name: 'an interface within a narrowed type stays narrow',
    query: '{ feedback { ... on Announcement { ... on Feedback { text } } } }',
    data: { feedback: [{}, { text: '停水' }] },
    withheld: [],
  },
  {
    name: 'both at once: what one path keeps another may give',
    query: '{ feedback { text ... on Announcement { text } } }',
    data: { feedback: [{ text: null }, { text: '停水' }] },
    withheld: ['feedback.text'],
  },
  {
    name: 'unions',
    query: '{ notice { ... on HotlineOrder { text } } }',
    data: { notice: { text: null } },
    withheld: ['notice.text'],
  },
  {
    name: 'what @skip leaves out is neither null nor an error',
    query:
      'query($no: Boolean!) { citizen(id: "1") { __typename fullName @include(if: $no) ... @include(if: $no) { id } } }',
    variables: { no: false },
    data: { citizen: { __typename: 'Citizen' } },
    withheld: [],
  },
  {
    name: '… and is withheld when it is wanted',
    query: 'query($no: Boolean!) { citizen(id: "1") { __typename fullName @include(if: $no) } }',
    variables: { no: true },
    data: { citizen: { __typename: 'Citizen', fullName: null } },
    withheld: ['citizen.fullName'],
  },
  {
    name: 'introspection beside it',
    query: '{ __type(name: "AdminUnit") { ...T } citizen(id: "1") { fullName } } fragment T on __Type { name }',
    data: { __type: { name: 'AdminUnit' }, citizen: { fullName: null } },
    withheld: ['citizen.fullName'],
  },
];

describe.each(['nobody', 'a token without a purpose'])('%s', (who) => {
  test.each(cases)('$name', async ({ query, variables, data, withheld }) => {
    const headers = who === 'nobody' ? undefined : { authorization: 'Bearer official' };
    const { status, text } = await city.ask(query, { ...(variables && { variables }), ...(headers && { headers }) });
    expect(status).toBe(200);
    const body = JSON.parse(text);
    expect(JSON.stringify(body.data)).toBe(JSON.stringify(data));
    expect((body.errors ?? []).map((error: { path: string[] }) => error.path.join('.'))).toEqual(withheld);
    for (const error of body.errors ?? []) expect(error.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

test('nothing personal was asked of any department', () => {
  expect(asked.join('\n')).not.toMatch(/fullName|citizens|head/);
});

test('with a role and a purpose everything passes untouched', async () => {
  const { body } = await city.ask('{ citizen(id: "1") { id } feedback { text } }', { headers: official });
  expect(body).toEqual({ data: { citizen: { id: '1' }, feedback: [{ text: '路灯' }, { text: '停水' }] } });
});

test('a business agent sees no one’s data', async () => {
  const headers = { authorization: 'Bearer business-agent', 'x-purpose': 'service-delivery' };
  const { body } = await city.ask(`{ citizen(id: "${hero}") { fullName } }`, { headers });
  expect(body.data).toEqual({ citizen: { fullName: null } });
});

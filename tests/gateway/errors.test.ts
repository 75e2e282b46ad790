import { expect, test } from '@jest/globals';
import { renderMessage } from '../../schema/errors.ts';
import { broken, hero, identity, ids, insurance, official, openCity, portal, registry } from './city.ts';

const down = async () => ({
  data: null,
  errors: [{ path: [], code: 'DEPARTMENT_UNAVAILABLE', retryAfter: 3 }],
  subjects: [],
  findings: [],
  servedFrom: 'source',
  age: 0,
});

test('a department that is down costs its own fields and is named once', async () => {
  const city = await openCity({ subgraphs: [identity(), registry(), broken(insurance(), down), portal()] });
  const { status, body } = await city.ask(
    '{ citizen(id: "1") { id fullName pay: insurance { status } benefits { kind } } other: citizen(id: "2") { insurance { status } } }',
    { headers: official },
  );
  expect(status).toBe(200);
  expect(body.data).toEqual({
    citizen: { id: '1', fullName: null, pay: null, benefits: null },
    other: { insurance: null },
  });
  expect(body.errors).toEqual([
    {
      message: 'insurance is not answering',
      path: ['citizen', 'pay'],
      extensions: {
        code: 'DEPARTMENT_UNAVAILABLE',
        department: 'insurance',
        retryAfter: 3,
        paths: [
          ['citizen', 'pay'],
          ['citizen', 'benefits'],
          ['other', 'insurance'],
        ],
      },
    },
  ]);
  await city.close();
});

test('where a list waits for a department that is down, one error names the first place and the pattern', async () => {
  const city = await openCity({ subgraphs: [identity(), registry(), broken(insurance(), down), portal()] });
  const { body } = await city.ask('{ citizens { nodes { id insurance { status } } } }', { headers: official });
  expect(body.data.citizens.nodes).toEqual(ids.map((id) => ({ id, insurance: null })));
  expect(body.errors).toEqual([
    {
      message: 'insurance is not answering',
      path: ['citizens', 'nodes', 0, 'insurance'],
      extensions: {
        code: 'DEPARTMENT_UNAVAILABLE',
        department: 'insurance',
        retryAfter: 3,
        paths: [['citizens', 'nodes', '@', 'insurance']],
      },
    },
  ]);
  await city.close();
});

test('a failing entity of a list is told with its position, nulls in the list included', async () => {
  const city = await openCity({
    subgraphs: [identity(), registry(), insurance({ fail: (id) => id === hero }), portal()],
  });
  const people = await city.ask('{ citizens { nodes { insurance { status } } } }', { headers: official });
  expect(people.body.errors).toEqual([
    {
      message: 'Not authorized: this record belongs to somebody else',
      path: ['citizens', 'nodes', 1, 'insurance'],
      extensions: { code: 'FORBIDDEN_RECORD', department: 'insurance' },
    },
  ]);
  const heads = await city.ask('{ adminUnits { head { insurance { status } } } }', { headers: official });
  expect(heads.body.data.adminUnits).toEqual([{ head: { insurance: null } }, null, { head: { insurance: null } }]);
  expect(heads.body.errors.map((error: { path: unknown }) => error.path)).toEqual([
    ['adminUnits', 0, 'head', 'insurance'],
    ['adminUnits', 2, 'head', 'insurance'],
  ]);
  await city.close();
});

test('a root field that fails keeps its path; its message is the table’s', async () => {
  const city = await openCity();
  const { body } = await city.ask('{ no: refusal adminUnits { name } }');
  expect(body.errors).toEqual([
    {
      message: renderMessage('LIST_LIMIT_EXCEEDED', { max: 5, first: 9 }),
      path: ['no'],
      extensions: { code: 'LIST_LIMIT_EXCEEDED', department: 'registry' },
    },
  ]);
  expect(body.data.no).toBeNull();
  await city.close();
});

test('an exception of a port is a DEPARTMENT_ERROR that leaks nothing, neither out nor into the log', async () => {
  const secret = 'relation "t_ry_jbxx" on db-1.internal, 11010519491231002X';
  const throwing = broken(insurance(), async () => {
    throw new Error(secret);
  });
  const city = await openCity({ subgraphs: [identity(), registry(), throwing, portal()] });
  const { text } = await city.ask('{ citizen(id: "1") { insurance { status } } }', { headers: official });
  expect(text).toContain('DEPARTMENT_ERROR');
  expect(text).not.toContain('t_ry_jbxx');
  expect(city.logs.join()).not.toContain('t_ry_jbxx');
  expect(city.logs.join()).toContain('a department’s port threw');
  await city.close();
});

test.each([
  ['a list for an object', { _entities: [{ __typename: 'Citizen', insurance: [1, 2] }] }],
  ['an object for a list', { _entities: [{ __typename: 'Citizen', benefits: { kind: 'x' } }] }],
  ['text for an object', { _entities: [{ __typename: 'Citizen', insurance: 'down' }] }],
  ['an object for an enum', { _entities: [{ __typename: 'Citizen', insurance: { status: { a: 1 } } }] }],
  ['too few entities', { _entities: [] }],
  ['no entities', {}],
  ['a list at the top', []],
  ['a field nobody asked for', { _entities: [{ __typename: 'Citizen', insurance: null, fullName: '张三' }] }],
  ['a type that is a number', { _entities: [{ __typename: 5, insurance: null }] }],
])('a malformed answer (%s) is the department’s error and costs nobody else anything', async (_name, data) => {
  const malformed = broken(insurance(), async () => ({
    data,
    errors: [],
    subjects: [],
    findings: [],
    servedFrom: 'source',
    age: 0,
  }));
  const city = await openCity({ subgraphs: [identity(), registry(), malformed, portal()] });
  const query = `{ citizen(id: "${hero}") { fullName insurance { status } benefits { kind } } }`;
  const { status, body } = await city.ask(query, { headers: official });
  expect(status).toBe(200);
  expect(body.data).toEqual({ citizen: { fullName: '李明', insurance: null, benefits: null } });
  expect(body.errors).toHaveLength(1);
  expect(body.errors[0].extensions).toMatchObject({ code: 'DEPARTMENT_ANSWER_INVALID', department: 'insurance' });
  await city.close();
});

test('an alias that is the name of a key mixes up neither names nor keys', async () => {
  const keys: unknown[] = [];
  const watched = insurance({ onRun: ({ representations }) => void keys.push(...representations.map(({ id }) => id)) });
  const city = await openCity({ subgraphs: [identity(), registry(), watched, portal()] });
  const { text } = await city.ask('{ citizens { nodes { id: fullName insurance { employer: status } } } }', {
    headers: official,
  });
  expect(JSON.parse(text).data.citizens.nodes).toEqual(
    ['王芳', '李明', '赵雷'].map((name) => ({ id: name, insurance: { employer: 'ACTIVE' } })),
  );
  expect(keys).toEqual(ids);
  await city.close();
});

test('each fetch is prepared once', async () => {
  let prepared = 0;
  const city = await openCity({
    subgraphs: [identity(), registry({ onPrepare: () => (prepared += 1) }), insurance(), portal()],
  });
  for (const id of ids) {
    await city.ask('query($id: ID!) { citizen(id: $id) { fullName } }', { variables: { id }, headers: official });
  }
  expect(prepared).toBe(1);
  await city.close();
});

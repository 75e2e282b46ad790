import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createSubgraphServer } from '../../adapters/server/create-subgraph-server.ts';
import { reportOf } from '../../adapters/server/fetch-report.ts';
import { createFixturePort, type FixturePort } from './fixture-port.ts';
import { ask, context, post, secret, signedHeaders } from './signed-post.ts';

let port: FixturePort;
let app: FastifyInstance;

beforeEach(async () => {
  port = createFixturePort();
  app = await createSubgraphServer({ subgraph: port, secret, open: false });
});

afterEach(() => app.close());

describe('root fields', () => {
  test('keep aliases apart at every level', async () => {
    const answer = await ask(
      app,
      `{ one: office(id: "1") { key: id head { short: fullName(style: "short") long: fullName } }
         two: office(id: 2) { key: name id } }`,
    );
    expect(answer.data).toEqual({
      one: { key: '1', head: { short: 'h1', long: 'Officer h1' } },
      two: { key: 'Office 2', id: '2' },
    });
    expect(answer.errors).toBeUndefined();
  });

  test('bring fragments, variables, defaults, enums, inputs and lists with nulls', async () => {
    const answer = await ask(
      app,
      `query ($n: Int = 2, $kind: Kind, $text: String, $with: Boolean!) {
         offices(first: $n) { ...Named }
         notices(kind: $kind, filter: { text: $text }) { ...Text ... on Letter { postage } }
         office(id: "9") { name @skip(if: $with) opened @include(if: $with) }
       }
       fragment Named on Office { name ...Head }
       fragment Head on Office { head { id } }
       fragment Text on Notice { text kind: __typename }`,
      { kind: 'LETTER', text: 'dear', with: true },
    );
    expect(answer).toMatchObject({
      data: {
        offices: [{ name: 'Office 1', head: { id: 'h1' } }, null],
        notices: [{ text: 'dear', kind: 'Letter', postage: 120 }],
        office: { opened: '2001-02-28' },
      },
    });
    expect(answer.errors).toBeUndefined();
    expect(Object.keys(answer.data?.['office'] ?? {})).toEqual(['opened']);
  });

  test('merge the selections of one response key', async () => {
    const answer = await ask(
      app,
      `query ($also: Boolean!) { office(id: "1") { id } ... @include(if: $also) { office(id: "1") { name } } }`,
      { also: true },
    );
    expect(answer.data).toEqual({ office: { id: '1', name: 'Office 1' } });
  });

  test('give every type of an interface', async () => {
    const answer = await ask(app, '{ notices { id ... on Call { minutes } ... on Letter { postage } } }');
    expect(answer.data).toEqual({
      notices: [
        { id: 'n1', postage: 120 },
        { id: 'n2', minutes: 3 },
      ],
    });
  });

  test('run mutations', async () => {
    const answer = await ask(app, 'mutation ($n: String!) { rename(id: "1", name: $n) { id name } }', { n: '新名' });
    expect(answer.data).toEqual({ rename: { id: '1', name: '新名' } });
  });

  test('are prepared once', async () => {
    for (let time = 0; time < 4; time += 1) await ask(app, '{ office(id: "1") { id } }');
    expect(port.prepared).toBe(2); // for execution, and for the answers that need none
    await ask(app, '{ office(id: "1")   { id } }');
    expect(port.prepared).toBe(3);
    expect(port.runs).toHaveLength(5);
  });
});

describe('entities', () => {
  const question = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ... on Office { id name } ... on Officer { key: id fullName } ... on Letter { text }
    }
  }`;

  test('of several types come in one run and in order, missing ones and doubles included', async () => {
    const representations = [
      { __typename: 'Officer', id: 'a' },
      { __typename: 'Office', id: '1' },
      { __typename: 'Letter', id: 'n1' },
      { __typename: 'Office', id: 'none' },
      { __typename: 'Officer', id: 'b' },
      { __typename: 'Office', id: '1' },
    ];
    const answer = await ask(app, question, { representations });
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      _entities: [
        { key: 'a', fullName: 'Officer a' },
        { id: '1', name: 'Office 1' },
        { text: 'dear' },
        null,
        { key: 'b', fullName: 'Officer b' },
        { id: '1', name: 'Office 1' },
      ],
    });
    expect(port.runs).toHaveLength(1);
    expect(port.runs[0]?.representations).toEqual(representations);
  });

  test('under two aliases are two lists', async () => {
    const answer = await ask(
      app,
      `query ($a: [_Any!]!, $b: [_Any!]!) {
         a: _entities(representations: $a) { ... on Office { name } }
         b: _entities(representations: $b) { ... on Officer { fullName(style: "short") } }
       }`,
      { a: [{ __typename: 'Office', id: '1' }], b: [{ __typename: 'Officer', id: '2' }] },
    );
    expect(answer.data).toEqual({ a: [{ name: 'Office 1' }], b: [{ fullName: '2' }] });
  });

  test('tell whose data they are, and how old', async () => {
    const answer = await ask(app, question, {
      representations: [
        { __typename: 'Officer', id: 'a' },
        { __typename: 'Officer', id: 'a' },
      ],
    });
    expect(answer.extensions?.onestop).toEqual({ subjects: ['a'], servedFrom: 'cache', age: 4 });
  });

  test('say nothing of what is as usual', () => {
    const usual = { data: {}, errors: [], subjects: [], findings: [], servedFrom: 'source', age: 0 } as const;
    expect(reportOf([usual, usual])).toBeNull();
    expect(reportOf([usual, { ...usual, servedFrom: 'stale' }])).toEqual({ servedFrom: 'stale' });
  });

  test('that fail leave the others alone', async () => {
    const answer = await ask(app, question, {
      representations: [
        { __typename: 'Office', id: 'broken' },
        { __typename: 'Office', id: '2' },
      ],
    });
    expect(answer.data).toEqual({ _entities: [null, { id: '2', name: 'Office 2' }] });
    expect(answer.errors).toMatchObject([
      { path: ['_entities', 0], extensions: { code: 'DEPARTMENT_ERROR', department: 'offices' } },
    ]);
  });
});

describe('errors', () => {
  test('stand at the field they made null', async () => {
    const answer = await ask(app, '{ o: office(id: "1") { id over: closed name } }');
    expect(answer.data).toEqual({ o: { id: '1', over: null, name: 'Office 1' } });
    expect(answer.errors).toEqual([
      {
        message: 'offices did not answer in time',
        locations: expect.anything(),
        path: ['o', 'over'],
        extensions: { code: 'DEPARTMENT_TIMEOUT', department: 'offices', retryAfter: 7 },
      },
    ]);
  });

  test('travel up past fields that may not be null', async () => {
    const answer = await ask(app, '{ offices { name required } }');
    expect(answer.data).toEqual({ offices: [null, null, null] });
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
      [['offices', 0], 'DEPARTMENT_BUSY'],
      [['offices', 2], 'DEPARTMENT_BUSY'],
    ]);
  });

  test('of the database keep its address to themselves', async () => {
    const answer = await ask(app, '{ failing { id } ok: office(id: "1") { id } }');
    expect(answer.data).toEqual({ failing: null, ok: { id: '1' } });
    expect(answer.errors).toMatchObject([
      { path: ['failing'], message: 'offices could not answer this', extensions: { code: 'DEPARTMENT_ERROR' } },
    ]);
  });

  test('of a port that throws say nothing of it', async () => {
    const response = await post(app, ...signed('{ crashing { id } }'));
    expect(response.json().errors).toMatchObject([{ path: ['crashing'], extensions: { code: 'INTERNAL_ERROR' } }]);
    expect(response.body).not.toContain('t_ry_jbxx');
  });

  test('of a value that is none of its type do not quote it', async () => {
    const response = await post(app, ...signed('{ office(id: "odd") { id budget } }'));
    expect(response.json()).toMatchObject({
      data: { office: { id: 'odd', budget: null } },
      errors: [{ path: ['office', 'budget'], extensions: { code: 'DEPARTMENT_ANSWER_INVALID' } }],
    });
    expect(response.body).not.toContain('a lot');
  });
});

describe('refusals', () => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['no JSON', '{', 400, 'BAD_REQUEST'],
    ['a list', '[]', 400, 'BAD_REQUEST'],
    ['no query', '{}', 400, 'BAD_REQUEST'],
    ['variables that are a list', '{"query":"{ caller }","variables":[]}', 400, 'BAD_REQUEST'],
    ['a syntax tree in JSON', JSON.stringify({ query: '{"kind":"Document"}' }), 400, 'BAD_REQUEST'],
    ['bad syntax', JSON.stringify({ query: '{ caller' }), 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', JSON.stringify({ query: '{ nothing }' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a variable left out',
      JSON.stringify({ query: 'query($id: ID!) { office(id: $id) { id } }' }),
      400,
      'BAD_USER_INPUT',
    ],
    ['two operations', JSON.stringify({ query: 'query A { caller } query B { caller }' }), 400, 'OPERATION_NOT_FOUND'],
    ['too many aliases', JSON.stringify({ query: `{ ${aliases(201)} }` }), 400, 'TOO_MANY_ALIASES'],
    ['aliases hidden in fragments', JSON.stringify({ query: hidden() }), 400, 'TOO_MANY_ALIASES'],
    ['a body too large', JSON.stringify({ query: ' '.repeat(5_000_000) }), 413, 'BODY_TOO_LARGE'],
  ];
  test.each(cases)('%s', async (_what, body, status, code) => {
    const response = await post(app, body, signedHeaders(body));
    expect([response.statusCode, response.json().errors[0].extensions.code]).toEqual([status, code]);
    expect(response.json().errors[0]).not.toHaveProperty('stack');
  });

  test('twice the same bad document', async () => {
    for (let time = 0; time < 2; time += 1) {
      const response = await post(app, ...signed('{ nothing }'));
      expect(response.json().errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });

  test('another content type, method or address', async () => {
    const headers = { ...signedHeaders('x'), 'content-type': 'text/plain' };
    expect((await post(app, 'x', headers)).json().errors[0].extensions.code).toBe('UNSUPPORTED_MEDIA_TYPE');
    const get = await app.inject({ method: 'GET', url: '/graphql?query={caller}' });
    expect([get.statusCode, get.headers['allow']]).toEqual([405, 'POST']);
    expect((await app.inject({ method: 'GET', url: '/' })).statusCode).toBe(404);
  });
});

test('the deadline of the gateway becomes a signal', async () => {
  await ask(app, '{ caller }');
  expect(port.runs[0]?.request.signal.aborted).toBe(false);
  const body = JSON.stringify({ query: '{ patient }' });
  const headers = signedHeaders(body, { context: { ...context(), deadline: Date.now() + 50 } });
  const started = Date.now();
  expect((await post(app, body, headers)).json().data).toEqual({ patient: 'aborted' });
  expect(Date.now() - started).toBeLessThan(2000);
});

test('/healthz asks the port', async () => {
  const response = await app.inject({ method: 'GET', url: '/healthz' });
  expect([response.statusCode, response.json()]).toEqual([200, { department: 'offices', state: 'up', roundTripMs: 1 }]);
});

function signed(query: string): [string, Record<string, string>] {
  const body = JSON.stringify({ query });
  return [body, signedHeaders(body)];
}

function aliases(count: number): string {
  return Array.from({ length: count }, (_, index) => `a${index}: caller`).join(' ');
}

/** 16 × 16 aliases, of which a look at each selection set alone sees 16. */
function hidden(): string {
  const inner = Array.from({ length: 16 }, (_, index) => `b${index}: id`).join(' ');
  const outer = Array.from({ length: 16 }, (_, index) => `a${index}: office(id: "1") { ...Inner }`).join(' ');
  return `{ ${outer} } fragment Inner on Office { ${inner} }`;
}

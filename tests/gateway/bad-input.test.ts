import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { refuseRoundedIds } from '../../gateway/planning/rounded-ids.ts';
import { official, openCity, type City, type Json } from './city.ts';

let city: City;
let port = 0;
beforeAll(async () => {
  city = await openCity();
  await city.app.listen({ host: '127.0.0.1', port: 0 });
  const address = city.app.server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => city.close());

const aliases = (count: number) =>
  `{ ${Array.from({ length: count }, (_, index) => `a${String(index)}: __typename`).join(' ')} }`;
const deep = (levels: number) => `{ adminUnits { ${'parent { '.repeat(levels)} id ${'} '.repeat(levels)} } }`;
const bomb = (count: number) =>
  `{ ...F0 } ${Array.from(
    { length: count },
    (_, index) =>
      `fragment F${String(index)} on Query { ${index + 1 < count ? `...F${String(index + 1)} `.repeat(2) : 'adminUnits { id }'} }`,
  ).join(' ')}`;

const listsWithinLists = (depth: number) => `{ search(filter: ${'['.repeat(depth)}${']'.repeat(depth)}) }`;

const documents: readonly (readonly [string, string, string])[] = [
  ['an unknown field', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ['no GraphQL', '{ adminUnits { ', 'GRAPHQL_PARSE_FAILED'],
  ['an empty document', '', 'GRAPHQL_PARSE_FAILED'],
  ['only a fragment', 'fragment F on Query { __typename }', 'GRAPHQL_VALIDATION_FAILED'],
  ['a type definition', 'type A { b: String } query { __typename }', 'GRAPHQL_VALIDATION_FAILED'],
  ['two operations without a name', 'query A { __typename } query B { __typename }', 'OPERATION_NOT_FOUND'],
  ['sixteen levels', deep(14), 'OPERATION_TOO_DEEP'],
  [
    'sixteen levels through fragments',
    `{ adminUnits { ...A } } fragment A on AdminUnit { ${'parent { '.repeat(13)} ...B ${'} '.repeat(13)} } fragment B on AdminUnit { parent { id } }`,
    'OPERATION_TOO_DEEP',
  ],
  [
    '1,500 fragments within one another',
    `{ ${'... { '.repeat(1_500)} __typename ${'} '.repeat(1_500)} }`,
    'OPERATION_TOO_DEEP',
  ],
  ['51 aliases', aliases(51), 'TOO_MANY_ALIASES'],
  ['10,000 aliases', aliases(10_000), 'TOO_MANY_TOKENS'],
  [
    'aliases multiplied by fragments',
    `{ a1: adminUnits { ...A } ${'adminUnits { ...A } '.repeat(6)} } fragment A on AdminUnit { ${Array.from({ length: 9 }, (_, i) => `b${String(i)}: name`).join(' ')} }`,
    'TOO_MANY_ALIASES',
  ],
  ['a comment of 70,000 characters', `{ __typename } #${'x'.repeat(70_000)}`, 'DOCUMENT_TOO_LARGE'],
  ['2,001 fields', `{ ${'__typename '.repeat(2_001)} }`, 'TOO_MANY_FIELDS'],
  ['a fragment bomb', bomb(30), 'TOO_MANY_FIELDS'],
  ['51 directives', `{ __typename ${'@include(if: true) '.repeat(51)} }`, 'TOO_MANY_DIRECTIVES'],
  ['a fragment that spreads itself', '{ ...F } fragment F on Query { __typename ...F }', 'GRAPHQL_VALIDATION_FAILED'],
  ['300 lists within lists', listsWithinLists(300), 'LITERALS_TOO_LARGE'],
  ['many equal fields', `{ adminUnits { ${'name '.repeat(1_990)} } }`, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'deep introspection',
    `{ __schema { types { ${'ofType { '.repeat(30)} name ${'} '.repeat(30)} } } }`,
    'OPERATION_TOO_DEEP',
  ],
  ['a subscription', 'subscription { a }', 'OPERATION_NOT_SUPPORTED'],
  ['the alias __typename', '{ adminUnits { __typename: name } }', 'GRAPHQL_VALIDATION_FAILED'],
  [
    'the variable $__proto__',
    'query($__proto__: Boolean!) { __typename @skip(if: $__proto__) }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'the variable $representations',
    'query($representations: ID!) { citizen(id: $representations) { __typename } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
];

test.each(documents)('%s is refused before anything is asked', async (_name, query, code) => {
  const modern = await city.ask(query);
  expect([modern.status, modern.body.errors[0].extensions.code]).toEqual([
    code === 'DOCUMENT_TOO_LARGE' ? 413 : 400,
    code,
  ]);
  expect(modern.body).not.toHaveProperty('data');
  const legacy = await city.ask(query, { headers: { accept: 'application/json' } });
  expect([legacy.status, legacy.body.errors[0].extensions.code]).toEqual([200, code]);
});

test('2,400 lists within lists are refused, whether the stack has room to parse them or not', async () => {
  const { status, body } = await city.ask(listsWithinLists(2_400));
  expect(status).toBe(400);
  expect(body).not.toHaveProperty('data');
  expect(['GRAPHQL_PARSE_FAILED', 'LITERALS_TOO_LARGE']).toContain(body.errors[0].extensions.code);
});

test('what is kept of a document holds neither its places nor its text', () => {
  const { document } = city.gateway.pipeline.prepare(
    { text: '{ adminUnits { id } } # a comment', id: null, hash: null },
    null,
  );
  expect(JSON.stringify(document)).not.toContain('loc');
});

test('fifteen levels and fifty aliases pass', async () => {
  expect((await city.ask(deep(13))).body.errors).toBeUndefined();
  expect((await city.ask(aliases(50))).body.errors).toBeUndefined();
});

test('__proto__ is a key like any other', async () => {
  const { text, body } = await city.ask('{ __proto__: adminUnits { __proto__: name constructor: id } }');
  expect(body.errors).toBeUndefined();
  expect(text).toBe(
    '{"data":{"__proto__":[{"__proto__":"朝阳区","constructor":"110105"},null,{"__proto__":"丰台区","constructor":"110106"}]}}',
  );
  const withheld = await city.ask('{ __proto__: citizen(id: "1") { __proto__: fullName constructor: __typename } }');
  expect(withheld.text).toContain('"data":{"__proto__":{"__proto__":null,"constructor":"Citizen"}}');
  expect(({} as Record<string, unknown>)['name']).toBeUndefined();
});

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${String(port)}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

const requests: readonly (readonly [string, () => Promise<Response>, number, string])[] = [
  ['malformed JSON', () => post('{"query":'), 400, 'BAD_REQUEST'],
  ['an empty body', () => post(''), 400, 'BAD_REQUEST'],
  ['a batch', () => post('[{"query":"{__typename}"}]'), 400, 'BAD_REQUEST'],
  ['a string', () => post('"{__typename}"'), 400, 'BAD_REQUEST'],
  ['variables that are a list', () => post('{"query":"{__typename}","variables":[]}'), 400, 'BAD_REQUEST'],
  [
    '400,000 brackets',
    () => post(`{"query":"{__typename}","variables":{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`),
    200,
    '',
  ],
  ['20 MB', () => post(`{"query":"${'x'.repeat(20 * 1024 * 1024)}"}`), 413, 'BODY_TOO_LARGE'],
  ['text', () => post('{"query":"{__typename}"}', { 'content-type': 'text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'a form',
    () => post('query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'another charset',
    () => post('{"query":"{__typename}"}', { 'content-type': 'application/json; charset=utf-16' }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['accepting only HTML', () => post('{"query":"{__typename}"}', { accept: 'text/html' }), 406, 'NOT_ACCEPTABLE'],
  [
    'a GET mutation',
    () => fetch(`http://127.0.0.1:${String(port)}/graphql?query=mutation%7Btouch(id:1)%7D`),
    405,
    'METHOD_NOT_ALLOWED',
  ],
  ['DELETE', () => fetch(`http://127.0.0.1:${String(port)}/graphql`, { method: 'DELETE' }), 405, 'METHOD_NOT_ALLOWED'],
  [
    'variables in a URL that are not JSON',
    () => fetch(`http://127.0.0.1:${String(port)}/graphql?query=%7B__typename%7D&variables=%7B`),
    400,
    'BAD_REQUEST',
  ],
  ['another address', () => fetch(`http://127.0.0.1:${String(port)}/admin`), 404, 'NOT_FOUND'],
  ['a malformed address', () => fetch(`http://127.0.0.1:${String(port)}/%E0%A4%A`), 400, 'BAD_REQUEST'],
  [
    'the console, where there is none',
    () => fetch(`http://127.0.0.1:${String(port)}/console/settings.json`),
    404,
    'NOT_FOUND',
  ],
];

test.each(requests)('%s gets a coded answer', async (_name, send, status, code) => {
  const response = await send();
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
  const body: Json = await response.json();
  expect(body.errors?.[0].extensions.code ?? '').toBe(code);
});

const raw = (text: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
  });

test.each([
  [
    'headers that are too large',
    `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
    400,
    'BAD_REQUEST',
  ],
  ['no HTTP', 'HELLO\r\n\r\n', 400, 'BAD_REQUEST'],
  [
    'a foreign host',
    'GET /readyz HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n',
    421,
    'HOST_NOT_ALLOWED',
  ],
  ['no host', 'GET /readyz HTTP/1.1\r\nconnection: close\r\n\r\n', 421, 'HOST_NOT_ALLOWED'],
])('%s on the wire', async (_name, text, status, code) => {
  const answer = await raw(text);
  expect(answer).toContain(`HTTP/1.1 ${String(status)}`);
  expect(answer).toContain(`"code":"${code}"`);
});

test('variables that don’t fit are the client’s mistake', async () => {
  const query = 'query($id: ID!, $n: Int) { citizen(id: $id) { __typename } echo(number: $n) }';
  const missing = await city.ask(query, { variables: { n: 'x' } });
  expect(missing.status).toBe(400);
  expect(missing.body.errors.map((error: { extensions: { code: string } }) => error.extensions.code)).toEqual([
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
  ]);
  const nested = `{"query":"query($f: Filter) { search(filter: $f) }","variables":{"f":${'{"and":'.repeat(20_000)}null${'}'.repeat(20_000)}}}`;
  expect(((await (await post(nested)).json()) as Json).errors[0].extensions.code).toBe('BAD_USER_INPUT');
});

test('a number for an ID that JSON rounds is refused, not taken for somebody else', async () => {
  const body = (id: string) => `{"query":"query($id: ID!) { citizen(id: $id) { id } }","variables":{"id":${id}}}`;
  const rounded: Json = await (await post(body('110105194912310018'))).json();
  expect([rounded.errors[0].extensions.code, rounded.data]).toEqual(['BAD_USER_INPUT', undefined]);
  expect(((await (await post(body('7'))).json()) as Json).errors?.[0].extensions.code).not.toBe('BAD_USER_INPUT');
});

test('an ID within lists and inputs is looked at as well', () => {
  const schema = buildSchema('input F { ids: [ID!]  and: [F] } type Query { a(f: [F]): ID }');
  const operation = parse('query($f: [F]) { a(f: $f) }').definitions[0];
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
  const check = (f: unknown) => () => refuseRoundedIds(schema, operation.variableDefinitions ?? [], { f });
  expect(check([{ and: [{ ids: ['1', 110105194912310018n.toString(), 3] }] }])).not.toThrow();
  expect(check({ and: { ids: 2 ** 60 } })).toThrow(/send it as text/);
});

test('where introspection is off no mistake tells a name', async () => {
  const closed = await openCity({ introspection: false });
  for (const [query, variables] of [
    ['{ adminUnit { id } }', {}],
    ['query($f: Filter) { search(filter: $f) }', { f: { nam: 'x' } }],
  ] as const) {
    expect((await closed.ask(query, { variables })).text).not.toMatch(/Did you mean|adminUnits/);
    expect((await city.ask(query, { variables })).text).toContain('Did you mean');
  }
  await closed.close();
});

test('request ids come back where they are ids; foreign ones don’t', async () => {
  const ok = await city.ask('{ __typename }', { headers: { 'x-request-id': 'abc-1' } });
  expect(ok.headers['x-request-id']).toBe('abc-1');
  const person = await city.ask('{ __typename }', { headers: { 'x-request-id': '11010519491231002X' } });
  expect(person.headers['x-request-id']).not.toBe('11010519491231002X');
});

test('log lines hold the operation’s name and the departments, and nothing of the request’s values', async () => {
  city.logs.length = 0;
  const headers = { ...official, traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
  await city.ask('query Who110105194912310018($id: ID!) { citizen(id: $id) { fullName } }', {
    variables: { id: '110105194912310018' },
    headers,
  });
  const line = JSON.parse(city.logs.find((each) => each.includes('"msg":"request"')) ?? '{}');
  expect(line).toMatchObject({
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    operation: 'Who#',
    route: '/graphql',
    status: 200,
  });
  expect(line.departments.map((each: { department: string }) => each.department)).toEqual(['identity', 'registry']);
  expect(city.logs.join()).not.toMatch(/110105194912310018|Bearer/);
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TrustedDocument } from '../../gateway/planning/trusted-documents.ts';
import { openCity, type City, type Json } from './city.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const units = '{ adminUnits { id } }';
const hash = sha256(units);

const trusted = (id: string, body: string, name: string | null = null): TrustedDocument => ({
  ...{ id, body, name, type: /^mutation/.test(body) ? 'mutation' : 'query', file: 'manifest.json' },
});

type Outcome = { readonly status: number; readonly code: string | undefined; readonly data: Json };

const outcomeOf = (status: number, payload: string): Outcome => {
  const { errors, data } = JSON.parse(payload);
  return { status, code: errors?.[0].extensions.code, data };
};

async function post(city: City, body: object): Promise<Outcome> {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  const answer = await city.app.inject({ method: 'POST', url: '/graphql', headers, payload: JSON.stringify(body) });
  return outcomeOf(answer.statusCode, answer.payload);
}

async function get(city: City, parameters: Readonly<Record<string, string>>): Promise<Outcome> {
  const answer = await city.app.inject({ url: '/graphql', query: parameters });
  return outcomeOf(answer.statusCode, answer.payload);
}

const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
const answered = { status: 200, code: undefined, data: { adminUnits: expect.any(Array) } };

describe('automatic persisted queries', () => {
  let city: City;
  beforeAll(async () => {
    city = await openCity();
  });
  afterAll(() => city.close());

  test('a hash is asked for its text once, and is enough from then on', async () => {
    expect(await post(city, { extensions: persisted(hash) })).toMatchObject({ status: 404, code: 'PERSISTED_QUERY_NOT_FOUND' }); // prettier-ignore
    // Apollo's and urql's links read the code or the message; both know no other status than 200 of old media types.
    const old = await get(city, { extensions: JSON.stringify(persisted(hash)) });
    expect(old).toMatchObject({ status: 200, code: 'PERSISTED_QUERY_NOT_FOUND' });
    expect(await post(city, { query: units, extensions: persisted(hash) })).toEqual(answered);
    expect(await post(city, { extensions: persisted(hash) })).toEqual(answered);
    expect(await post(city, { extensions: persisted(hash.toUpperCase()) })).toEqual(answered);
    expect(await get(city, { extensions: JSON.stringify(persisted(hash)) })).toEqual(answered);
  });

  test('a text that is not the hash’s is refused, and not kept', async () => {
    const other = sha256('{ adminUnits { name } }');
    expect(await post(city, { query: units, extensions: persisted(other) })).toMatchObject({ status: 400, code: 'BAD_REQUEST' }); // prettier-ignore
    expect(await post(city, { extensions: persisted(other) })).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' });
  });

  test('what can’t be run is not kept', async () => {
    const bad = '{ nothing }';
    expect(await post(city, { query: bad, extensions: persisted(sha256(bad)) })).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' }); // prettier-ignore
    expect(await post(city, { extensions: persisted(sha256(bad)) })).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' }); // prettier-ignore
  });

  test('a flood of documents pushes out the oldest', async () => {
    const first = `{ adminUnits { id } } # ${'x'.repeat(60_000)}`;
    expect(await post(city, { query: first, extensions: persisted(sha256(first)) })).toEqual(answered);
    for (let index = 0; index < 17; index += 1) {
      const text = `{ adminUnits { id } } # ${String(index)} ${'x'.repeat(60_000)}`;
      await post(city, { query: text, extensions: persisted(sha256(text)) });
    }
    expect(await post(city, { extensions: persisted(sha256(first)) })).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' }); // prettier-ignore
  });

  test.each([
    ['no text', {}],
    ['another version', { extensions: { persistedQuery: { version: 2, sha256Hash: hash } } }],
    ['no hash', { extensions: { persistedQuery: { version: 1 } } }],
    ['a hash that is no text', { extensions: { persistedQuery: { version: 1, sha256Hash: 7 } } }],
    ['an id that is no text', { documentId: 7 }],
    ['a text that is none', { query: 7, documentId: 'units' }],
  ])('%s is a bad request', async (_what, body) => {
    expect(await post(city, body)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });
});

describe('trusted documents', () => {
  const touch = 'mutation Touch { touch(id: "1") }';
  const documents = [
    trusted('units', units),
    trusted(hash, units),
    trusted('touch', touch, 'Touch'),
    trusted('two', 'query A { adminUnits { id } } query B { adminUnits { name } }', 'B'),
    trusted('echo', 'query Echo($text: String) { echo(text: $text) }', 'Echo'),
  ];
  let only: City;
  let beside: City;
  beforeAll(async () => {
    only = await openCity({ trusted: { documents, only: true }, introspection: false });
    beside = await openCity({ trusted: { documents, only: false } });
  });
  afterAll(() => Promise.all([only.close(), beside.close()]));

  test.each([
    ['documentId', { documentId: 'units' }],
    ['the persisted query’s hash', { extensions: persisted(hash) }],
    ['an id in the place of the hash', { extensions: persisted('units') }],
    ['the hash beside its text', { query: units, extensions: persisted(hash) }],
  ])('are run by %s, and by GET', async (_what, body: { documentId?: string; query?: string; extensions?: object }) => {
    const { extensions, ...rest } = body;
    for (const city of [only, beside]) {
      expect(await post(city, body)).toEqual(answered);
      expect(await get(city, { ...rest, ...(extensions && { extensions: JSON.stringify(extensions) }) })).toEqual(answered); // prettier-ignore
    }
  });

  test('take variables, and run the operation that the manifest names', async () => {
    expect((await post(only, { documentId: 'echo', variables: { text: 'a' } })).data).toEqual({ echo: 'a' });
    expect((await post(only, { documentId: 'two' })).data).toEqual({ adminUnits: expect.arrayContaining([{ name: '朝阳区' }]) }); // prettier-ignore
  });

  test('don’t let a GET change anything', async () => {
    expect(await get(only, { documentId: 'touch' })).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(await post(only, { documentId: 'touch' })).toMatchObject({ status: 200, data: { touch: '1' } });
  });

  test.each([
    ['a document', { query: '{ adminUnits { name } }' }],
    ['the text of a trusted one', { query: units }],
    ['an id nobody knows', { documentId: 'others' }],
    ['a hash nobody knows', { extensions: persisted(sha256('{ adminUnits { name } }')) }],
    ['a text with its hash', { query: '{ __typename }', extensions: persisted(sha256('{ __typename }')) }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['what is no document', { query: '{' }],
    ['the name of a thing every object has', { documentId: 'constructor' }],
  ])('are all that is run, where that is asked for: not %s', async (_what, body) => {
    expect(await post(only, body)).toMatchObject({ status: 403, code: 'DOCUMENT_NOT_TRUSTED', data: undefined });
  });

  test('are not all that is run, where that is not asked for', async () => {
    expect(await post(beside, { query: '{ adminUnits { name } }' })).toMatchObject({ status: 200, code: undefined });
    expect(await post(beside, { documentId: 'others' })).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' });
  });

  test.each([
    ['an unknown field', trusted('bad', '{ nothing }'), 'manifest.json “bad”: Cannot query field "nothing"'],
    ['no GraphQL', trusted('bad', '{'), 'manifest.json “bad”: The document is not GraphQL'],
    ['another name', trusted('bad', 'query A { adminUnits { id } }', 'B'), '“bad”: The document holds no operation of that name'], // prettier-ignore
    ['another type', { ...trusted('bad', units), type: 'mutation' as const }, '“bad”: it is a query, not a mutation'],
    ['another’s id', trusted('units', '{ adminUnits { name } }'), '“units”: its id is also another’s'],
  ])('that can’t be run keep the gateway from starting: %s', async (_what, document, says) => {
    const opening = openCity({ trusted: { documents: [...documents, document], only: true } });
    await expect(opening).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(says) });
  });
});

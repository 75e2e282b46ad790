import { beforeEach, describe, expect, test } from '@jest/globals';
import { requestOf, ask, entitiesQuery, valueAt } from '../../adapters/fixtures/ask.ts';
import type { RequestContext } from '../../../schema/request.ts';
import { createFindConsents } from '../../../subgraphs/access/consents/find-consents.ts';
import { openAccessDatabase } from '../../../subgraphs/access/store/open-access-database.ts';
import { lin, zhou } from '../feedback/fixtures/people.ts';
import { agreements, useLog, type TestLog } from './fixtures/log.ts';

const current = useLog();
let log: TestLog;
beforeEach(() => {
  log = current();
});

const asZhou = requestOf('citizen', zhou);
const actingForLin: RequestContext = { ...asZhou, caller: asZhou.caller && { ...asZhou.caller, actsFor: [lin] } };

const consent = '{ citizenId isGiven since agreement { name } }';
const say = (mutation: 'giveConsent' | 'withdrawConsent', input: object = {}, request = asZhou) =>
  ask(log.subgraph, {
    query: `mutation ($input: ConsentInput!) { ${mutation}(input: $input) { consent ${consent} } }`,
    variables: { input: { agreement: 'study', ...input } },
    request,
  });
const consentsOf = (id: string, request = asZhou) =>
  ask(log.subgraph, {
    query: entitiesQuery(`... on Citizen { consents ${consent} }`),
    representations: [{ __typename: 'Citizen', id }],
    request,
  });
const found = async (...ids: readonly string[]) => {
  const known = await log.subgraph.consents(ids, ['study', 'benefits']);
  return ids.map((id) => [...(known.get(id) ?? [])]);
};
const codesOf = ({ errors }: { readonly errors: readonly { readonly code: string }[] }) =>
  errors.map(({ code }) => code);

test('anybody may read what departments agreed on', async () => {
  const query = '{ dataSharingAgreements { name departments purposes legalBasis from until byConsent } }';
  const answer = await ask(log.subgraph, { query, request: requestOf(null) });
  expect(answer.errors).toEqual([]);
  expect(valueAt(answer, 'dataSharingAgreements')).toEqual(agreements);
});

describe('a citizen', () => {
  test('has consented to nothing before they say so', async () => {
    const expected = { citizenId: zhou, isGiven: false, since: null, agreement: { name: 'study' } };
    expect(valueAt(await consentsOf(zhou), '_entities', 0, 'consents')).toEqual([expected]);
    expect(await found(zhou, lin)).toEqual([[], []]);
  });

  test('consents, and takes it back', async () => {
    const given = await say('giveConsent');
    const expected = {
      citizenId: zhou,
      isGiven: true,
      since: '2026-11-26T12:00:00.000Z',
      agreement: { name: 'study' },
    };
    expect(given).toMatchObject({ errors: [], subjects: [zhou] });
    expect(valueAt(given, 'giveConsent', 'consent')).toEqual(expected);
    expect(await found(lin, zhou, zhou.toLowerCase())).toEqual([[], ['study'], ['study']]);
    log.setNow('2026-11-27T00:00:00Z');
    expect(valueAt(await say('giveConsent'), 'giveConsent', 'consent')).toEqual(expected);
    const taken = { ...expected, isGiven: false, since: '2026-11-27T00:00:00.000Z' };
    expect(valueAt(await say('withdrawConsent'), 'withdrawConsent', 'consent')).toEqual(taken);
    expect(valueAt(await consentsOf(zhou), '_entities', 0, 'consents')).toEqual([taken]);
    expect(await found(zhou)).toEqual([[]]);
  });

  test('every word is kept, and said again it is none', async () => {
    for (const mutation of ['giveConsent', 'giveConsent', 'withdrawConsent', 'withdrawConsent'] as const)
      expect(codesOf(await say(mutation))).toEqual([]);
    const words = await log.hub.query('SELECT is_given, said_by FROM consent ORDER BY id');
    expect(words).toEqual([
      { is_given: true, said_by: zhou },
      { is_given: false, said_by: zhou },
    ]);
  });

  test('says so for those they act for', async () => {
    expect(codesOf(await say('giveConsent', { citizenId: lin }))).toEqual(['FORBIDDEN_RECORD']);
    expect(codesOf(await say('giveConsent', { citizenId: lin }, actingForLin))).toEqual([]);
    expect(await found(zhou, lin)).toEqual([[], ['study']]);
  });
});

test.each([
  ['an agreement that wants none', { agreement: 'benefits' }, asZhou, 'BAD_USER_INPUT'],
  ['an agreement that is not there', { agreement: 'other' }, asZhou, 'BAD_USER_INPUT'],
  ['what is no id', { citizenId: '1' }, asZhou, 'BAD_USER_INPUT'],
  ['an official', { citizenId: zhou }, requestOf('official'), 'FORBIDDEN_ACTION'],
  ['nobody', { citizenId: zhou }, requestOf(null), 'UNAUTHORIZED_FIELD_OR_TYPE'],
])('is refused for %s', async (_who, input, request, code) => {
  expect(codesOf(await say('giveConsent', input, request))).toEqual([code]);
  expect(await found(zhou)).toEqual([[]]);
});

test('of another person is not shown', async () => {
  expect(codesOf(await consentsOf(lin))).toEqual(['FORBIDDEN_RECORD']);
  expect(codesOf(await consentsOf(zhou, requestOf('official')))).toEqual(['FORBIDDEN_ACTION']);
});

test('is taken back whatever it was given to', async () => {
  await say('giveConsent');
  // As if the agreement had allowed less then.
  await log.hub.query("UPDATE consent SET terms = 'others'");
  expect(codesOf(await say('withdrawConsent'))).toEqual([]);
  expect(await log.hub.query('SELECT is_given FROM consent ORDER BY id')).toEqual([{ is_given: true }, { is_given: false }]); // prettier-ignore
});

test('to an agreement that has come to allow more counts no longer', async () => {
  await say('giveConsent');
  const database = openAccessDatabase(log.hub.url, () => {});
  const wider = agreements.map((each) => ({ ...each, departments: [...each.departments, 'tax'] }));
  const later = agreements.map((each) => ({ ...each, until: '2030-01-01' }));
  try {
    expect(await createFindConsents(database.ask, wider)([zhou], ['study'])).toEqual(new Map([[zhou, new Set()]]));
    expect(await createFindConsents(database.ask, later)([zhou], ['study'])).toEqual(
      new Map([[zhou, new Set(['study'])]]),
    );
  } finally {
    await database.close();
  }
});

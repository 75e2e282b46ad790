import { afterEach, describe, expect, test } from '@jest/globals';
import { createGateway, type Gateway } from '../../gateway/create-gateway.ts';
import type { JoinOptions } from '../../gateway/hold-joins.ts';
import type { Agreement } from '../../schema/agreement.ts';
import type { Role } from '../../schema/request.ts';
import type { FetchInput } from '../../schema/subgraph.ts';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { askPipeline } from './ask-pipeline.ts';
import { captureLogs } from './city.ts';
import { engineUnderTest } from '../engine-under-test.ts';
import { executableSubgraph } from './executable-subgraph.ts';

/** What each department was asked, so that what is refused is seen never to be asked. */
const asked: { readonly department: string; readonly ids: readonly unknown[] }[] = [];
const onRun = (department: string) => (input: FetchInput) =>
  void asked.push({ department, ids: input.representations.map(({ id }) => id) });
const citizen = (fields: object) => ({ Citizen: { __resolveReference: ({ id }: { id: string }) => ({ id, ...fields }) } }); // prettier-ignore

const subgraphs = [
  executableSubgraph({
    name: 'identity',
    typeDefs: `
      type Query { citizen(id: ID!): Citizen }
      type Citizen @key(fields: "id") @subject(field: "id") { id: ID! }`,
    resolvers: { Query: { citizen: (_root: unknown, { id }: { id: string }) => ({ id }) } },
  }),
  executableSubgraph({
    name: 'registry',
    onRun: onRun('registry'),
    typeDefs: `
      type Query { people: [Citizen] town: String }
      type Citizen @key(fields: "id") @subject(field: "id") { id: ID! name: String shoeSize: Int @public }`,
    resolvers: {
      Query: {
        people: () => ['a', 'b', 'c'].map((id) => ({ id, name: `n${id}`, shoeSize: 40 })),
        town: () => 'Xiqu',
      },
      ...citizen({ name: 'Ada', shoeSize: 38 }),
    },
  }),
  executableSubgraph({
    name: 'insurance',
    onRun: onRun('insurance'),
    typeDefs: `
      type Query { insured(where: InsuredWhere): [Insured] premises(where: PremisesWhere): [Premises] }
      input PremisesWhere { rent: Int }
      type Premises { address: String rent: Int @personal @agreement }
      input InsuredWhere { balance: Int }
      type Insured @subject(field: "citizenId") {
        citizenId: ID citizen: Citizen balance: Int @agreement office: String }
      type Citizen @key(fields: "id") @subject(field: "id") { id: ID! balance: Int @agreement number: String spouse: Insured }`,
    resolvers: {
      Query: {
        premises: () => [{ address: 'West 1', rent: 9 }],
        insured: () => [{ citizenId: 'a', citizen: { id: 'a' }, balance: 7, office: 'West' }],
      },
      Citizen: {
        __resolveReference: ({ id }: { id: string }) => ({ id, balance: 7, number: 'i1' }),
        spouse: (_citizen: unknown, _args: unknown, { subjects }: { subjects: Set<string> }) => {
          subjects.add('z');
          return { citizenId: 'z', balance: 99, office: 'East' };
        },
      },
    },
  }),
  executableSubgraph({
    name: 'tax',
    onRun: onRun('tax'),
    typeDefs: `
      type Citizen @key(fields: "id") @subject(field: "id") {
        id: ID! balance: Int @external
        debt: Int
        rating: Int @requires(fields: "balance") }`,
    resolvers: {
      Citizen: {
        __resolveReference: (key: object) => ({ debt: 3, ...key }),
        rating: ({ balance }: { balance: number }) => balance * 2,
      },
    },
  }),
];

const statute: Agreement = {
  name: 'benefits',
  departments: ['registry', 'insurance'],
  purposes: ['service-delivery'],
  legalBasis: 'Data Sharing Act',
  from: null,
  until: null,
  byConsent: false,
};
const byConsent = { ...statute, name: 'asked', byConsent: true };

let gateway: Gateway | null = null;
afterEach(async () => {
  await gateway?.close();
  asked.length = 0;
});

type Asking = {
  readonly role?: Role;
  readonly purpose?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
};
async function ask(
  query: string,
  joins: Partial<JoinOptions>,
  { role = 'official', purpose, variables = {} }: Asking = {},
) {
  const options = { agreements: [], systems: ['identity'], consents: async () => new Map(), ...joins };
  gateway = await createGateway({
    subgraphs,
    engine: engineUnderTest,
    joins: options,
    logger: captureLogs().logger,
    account: async () => {},
  });
  const request = { ...requestOf(role, 'a'), ...(purpose !== undefined && { purpose }) };
  const { data, errors } = await askPipeline(gateway, query, { request, variables });
  return { data, errors: errors.map(({ path, extensions }) => `${path?.join('.') ?? ''} ${extensions.code}`) };
}
const departments = () => asked.map(({ department }) => department);
const both = '{ citizen(id: "a") { name balance number } }';

describe('what is joined by agreement alone', () => {
  test('is given by itself', async () => {
    const answer = await ask('{ citizen(id: "a") { balance number shoeSize } }', {});
    expect(answer).toEqual({ data: { citizen: { balance: 7, number: 'i1', shoeSize: 38 } }, errors: [] });
  });

  test('is not joined without one, and not asked for', async () => {
    const answer = await ask('{ citizen(id: "a") { name balance } town }', {});
    expect(answer.data).toEqual({ citizen: { name: 'Ada', balance: null }, town: 'Xiqu' });
    expect(answer.errors).toEqual(['citizen.balance AGREEMENT_REQUIRED']);
    expect(departments()).not.toContain('insurance');
  });

  test('leaves what else the department holds as it is', async () => {
    expect((await ask(both, {})).data).toEqual({ citizen: { name: 'Ada', balance: null, number: 'i1' } });
  });

  test('is joined under one', async () => {
    const answer = await ask(both, { agreements: [statute] });
    expect(answer).toEqual({ data: { citizen: { name: 'Ada', balance: 7, number: 'i1' } }, errors: [] });
  });

  test.each<[string, Agreement]>([
    ['another purpose', { ...statute, purposes: ['statistics'] }],
    ['other departments', { ...statute, departments: ['registry', 'tax'] }],
    ['another time', { ...statute, until: '2020-01-01' }],
    ['a time to come', { ...statute, from: '2999-01-01' }],
  ])('is not under one for %s', async (_what, agreement) => {
    expect((await ask(both, { agreements: [agreement] })).errors).toEqual(['citizen.balance AGREEMENT_REQUIRED']);
  });

  test('wants one with each department that is asked', async () => {
    const answer = await ask('{ citizen(id: "a") { name balance debt } }', { agreements: [statute] });
    expect(answer.errors).toEqual(['citizen.balance AGREEMENT_REQUIRED']);
    const wide = { ...statute, departments: ['registry', 'insurance', 'tax'] };
    expect((await ask('{ citizen(id: "a") { name balance debt } }', { agreements: [wide] })).errors).toEqual([]);
  });

  test('is joined where it is required by another department', async () => {
    const answer = await ask('{ citizen(id: "a") { rating debt } }', { agreements: [statute] });
    expect(answer.data).toEqual({ citizen: { rating: null, debt: 3 } });
    expect(answer.errors).toEqual(['citizen.rating AGREEMENT_REQUIRED']);
    expect(departments()).not.toContain('insurance');
    const agreed = { ...statute, departments: ['insurance', 'tax'] };
    expect((await ask('{ citizen(id: "a") { rating } }', { agreements: [agreed] })).data).toEqual({ citizen: { rating: 14 } }); // prettier-ignore
  });

  test('is joined where a list is filtered by it, by literal and by variable', async () => {
    const found = '{ citizenId citizen { name } }';
    const literal = await ask(`{ insured(where: { balance: 7 }) ${found} }`, {});
    const variable = await ask(`query ($w: InsuredWhere) { insured(where: $w) ${found} }`, {}, { variables: { w: { balance: 7 } } }); // prettier-ignore
    for (const answer of [literal, variable]) {
      expect(answer.data).toEqual({ insured: null });
      expect(answer.errors).toEqual(['insured AGREEMENT_REQUIRED']);
    }
    expect(departments()).toEqual([]);
    expect((await ask(`{ insured { office citizenId } }`, {})).data).toEqual({ insured: [{ office: 'West', citizenId: 'a' }] }); // prettier-ignore
  });

  test('is joined where nothing but the filter is of it', async () => {
    const query = 'query ($w: PremisesWhere) { premises(where: $w) { address } citizen(id: "a") { name } }';
    const answer = await ask(query, {}, { variables: { w: { rent: 9 } } });
    expect(answer.data).toEqual({ premises: null, citizen: { name: 'Ada' } });
    expect(answer.errors).toEqual(['premises AGREEMENT_REQUIRED']);
    expect((await ask(query, {}, { variables: { w: {} } })).errors).toEqual([]);
  });

  test('is the person’s own to join', async () => {
    expect(await ask(both, {}, { role: 'citizen' })).toEqual({
      data: { citizen: { name: 'Ada', balance: 7, number: 'i1' } },
      errors: [],
    });
  });

  test('a system of the graph is no department', async () => {
    expect((await ask(both, { systems: ['identity', 'registry'] })).errors).toEqual([]);
  });

  test('an agreement of departments that are not there is refused at the start', async () => {
    const agreements = [{ ...statute, departments: ['registry', 'insurence'] }];
    await expect(ask(both, { agreements })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('with the person’s consent', () => {
  const given = (...ids: readonly string[]) => ({
    agreements: [byConsent],
    consents: async (subjects: readonly string[]) =>
      new Map(subjects.filter((id) => ids.includes(id)).map((id) => [id, new Set(['asked'])])),
  });
  const people = '{ people { id name balance } }';

  test('of those alone who gave it', async () => {
    const answer = await ask(people, given('a', 'c'));
    expect(answer.data).toEqual({
      people: [
        { id: 'a', name: 'na', balance: 7 },
        { id: 'b', name: 'nb', balance: null },
        { id: 'c', name: 'nc', balance: 7 },
      ],
    });
    expect(answer.errors).toEqual(['people.1.balance CONSENT_REQUIRED']);
  });

  test('and of no others whom a row of theirs leads to', async () => {
    const query = '{ citizen(id: "a") { name balance spouse { balance office } } }';
    const hers = await ask(query, given('a'));
    expect(hers.data).toEqual({ citizen: { name: 'Ada', balance: null, spouse: { balance: null, office: 'East' } } });
    expect(hers.errors).toEqual(['citizen.balance CONSENT_REQUIRED', 'citizen.spouse.balance CONSENT_REQUIRED']);
    expect((await ask(query, given('a', 'z'))).data).toEqual({
      citizen: { name: 'Ada', balance: 7, spouse: { balance: 99, office: 'East' } },
    });
  });

  test('and of nobody where nobody did', async () => {
    const answer = await ask(both, given());
    expect(answer.data).toEqual({ citizen: { name: 'Ada', balance: null, number: 'i1' } });
    expect(answer.errors).toEqual(['citizen.balance CONSENT_REQUIRED']);
  });

  test('not where the rows are not found by the person', async () => {
    const answer = await ask('{ insured { balance office citizen { name } } }', given('a'));
    expect(answer.data).toEqual({ insured: [{ balance: null, office: 'West', citizen: { name: 'Ada' } }] });
    expect(answer.errors).toEqual(['insured CONSENT_REQUIRED']);
  });

  test('to another agreement is none to this', async () => {
    const consents = async () => new Map([['a', new Set(['other'])]]);
    expect((await ask(both, { agreements: [byConsent], consents })).errors).toEqual(['citizen.balance CONSENT_REQUIRED']); // prettier-ignore
  });

  test('is not needed where an agreement allows it without', async () => {
    const joins = { ...given(), agreements: [byConsent, statute] };
    expect((await ask(both, joins)).errors).toEqual([]);
  });

  test('is not taken as given where it can’t be found out', async () => {
    const consents = async (): Promise<never> => Promise.reject(new Error('the hub is away'));
    const answer = await ask(both, { agreements: [byConsent], consents });
    expect(answer.data).toEqual({ citizen: { name: 'Ada', balance: null, number: 'i1' } });
    expect(answer.errors).toEqual(['citizen.balance CONSENT_UNKNOWN']);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { execute, parse, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { createDirectAnswers, type DirectAnswer } from '../../adapters/server/direct-answers.ts';
import { createFetchContext, type FetchContext } from '../../adapters/server/fetch-report.ts';
import { createPortSchema } from '../../adapters/server/port-schema.ts';
import type { FetchAnswer, Subgraph } from '../../schema/subgraph.ts';
import { entitiesQuery, requestOf, type Question } from '../adapters/fixtures/ask.ts';
import { dialects, openMiniDepartment, type DialectName, type MiniDepartment } from '../adapters/fixtures/mini-department.ts'; // prettier-ignore
import { questions } from '../adapters/fixtures/questions.ts';
import { randomOperation } from '../adapters/fixtures/random-operation.ts';
import { withoutCursors } from '../adapters/fixtures/without-cursors.ts';

let mini: MiniDepartment;
const opened = new Map<DialectName, Opened>();
beforeAll(async () => {
  mini = await openMiniDepartment(300);
  for (const name of dialects) opened.set(name, open(mini.subgraphs[name]));
});
afterAll(() => mini.close());

type Opened = { readonly schema: GraphQLSchema; readonly subgraph: Subgraph };
const open = (subgraph: Subgraph): Opened => ({ subgraph, schema: createPortSchema(subgraph) });

type Answered = { readonly context: FetchContext; readonly answer: ExecutionResult | DirectAnswer };

async function executed({ schema }: Opened, { query, variables, representations }: Question): Promise<Answered> {
  const context = createFetchContext(requestOf());
  const variableValues = { ...variables, ...(representations !== undefined && { representations }) };
  const document = parse(query, { noLocation: true });
  return { context, answer: await execute({ schema, document, variableValues, contextValue: context }) };
}

/** Null where it has to be executed. */
async function directly(
  { schema, subgraph }: Opened,
  question: Question,
  operationName?: string,
): Promise<Answered | null> {
  const { query, variables = {}, representations } = question;
  const context = createFetchContext(requestOf());
  const request = { query, variables: { ...variables, ...(representations !== undefined && { representations }) }, operationName }; // prettier-ignore
  const direct = createDirectAnswers(subgraph, schema);
  expect(await direct.answer(request, context)).toBeNull(); // nobody has found it valid
  direct.note(request);
  const answer = await direct.answer(request, context);
  return answer === null ? null : { context, answer };
}

/** The text of the data, so that the order of keys counts; errors in any order. */
const told = ({ answer: { data, errors = [] }, context }: Answered) => ({
  data: JSON.stringify(withoutCursors(data)),
  errors: [...errors, ...context.beside].map(({ message, path, extensions }) => JSON.stringify({ message, path, extensions })).sort(), // prettier-ignore
  subjects: [...new Set(context.answers.flatMap(({ subjects }) => subjects))].sort(),
});

/** @returns whether it was answered directly */
async function expectSame(name: DialectName, question: Question): Promise<boolean> {
  const place = opened.get(name);
  if (place === undefined) throw new Error(`${name} is not open`);
  const direct = await directly(place, question);
  if (direct !== null) expect(told(direct)).toEqual(told(await executed(place, question)));
  return direct !== null;
}

const unconditional = ({ query, ...question }: Question): Question => ({
  ...question,
  query: query.replaceAll(/ @(skip|include)\(if: [^)]+\)/g, ''),
});

describe.each(dialects)('on %s what goes out as the port gives it is what execution makes of it', (name) => {
  test('questions of every kind', async () => {
    let count = 0;
    for (const question of Object.values(questions)) count += (await expectSame(name, unconditional(question))) ? 1 : 0;
    expect(count).toBeGreaterThan(Object.keys(questions).length / 2);
  });

  test('operations made up at random', async () => {
    let [count, all] = [0, 0];
    await fc.assert(
      fc.asyncProperty(randomOperation, async (question) => {
        all += 1;
        count += (await expectSame(name, unconditional(question))) ? 1 : 0;
      }),
      { numRuns: 60, seed: 17 },
    );
    expect(count).toBeGreaterThan(all * 0.8);
  });
});

/** A port that answers this, whatever it is asked. */
const answering = (answer: Partial<FetchAnswer>): Opened => {
  const whole: FetchAnswer = { data: null, errors: [], subjects: [], findings: [], servedFrom: 'source', age: 0, ...answer }; // prettier-ignore
  const prepare = (): ReturnType<Subgraph['prepare']> => ({ run: async () => whole, explain: async () => [] });
  return open({ ...mini.subgraphs.postgres, prepare });
};
const representations = [{ __typename: 'Household', id: '1' }];
const household: Question = { query: entitiesQuery('... on Household { id type members { totalCount } }'), representations }; // prettier-ignore

test('of an answer that is not exact nothing goes out as it is', async () => {
  const right = { id: '1', type: null, members: { totalCount: 3 } };
  const ask = async (entity: unknown): Promise<unknown> =>
    (await directly(answering({ data: { _entities: [entity] } }), household))?.answer.data ?? null;
  expect(await ask(right)).toEqual({ _entities: [right] });
  expect(await ask(null)).toEqual({ _entities: [null] });
  for (const wrong of [
    { ...right, id: null }, // may not be null
    { ...right, id: 1 }, // no text
    { ...right, members: { totalCount: 2 ** 31 } }, // no Int
    { ...right, members: { totalCount: 1.5 } },
    { ...right, members: [right.members] },
    { ...right, more: 'than was asked' },
    { id: '1', type: null }, // less
    { type: null, id: '1', members: right.members }, // in another order
    'no object',
  ])
    expect([wrong, await ask(wrong)]).toEqual([wrong, null]);
});

test('a port without an answer is told of at each field, and entities are null one by one', async () => {
  const errors = [{ path: [], code: 'DEPARTMENT_BUSY' }] as const;
  const place = answering({ errors });
  const two: Question = { query: '{ a: household(id: "1") { id } b: households { nodes { id } } }' };
  for (const question of [two, household]) {
    const direct = await directly(place, question);
    expect(direct).not.toBeNull();
    if (direct !== null) expect(told(direct)).toEqual(told(await executed(place, question)));
  }
});

test('what only execution can answer is executed', async () => {
  const place = opened.get('postgres');
  for (const query of [
    '{ __typename }',
    '{ _service { sdl } }',
    '{ __schema { queryType { name } } }',
    '{ household(id: "1") @include(if: true) { id } }',
    'query A { household(id: "1") { id } } query B { household(id: "1") { id } }',
    '{ ...F } fragment F on Query { household(id: "1") { id } }',
    'query ($one: [_Any!]!) { a: _entities(representations: $one) { __typename } b: _entities(representations: $one) { __typename } }',
    '{ _entities(representations: []) { __typename } }',
  ])
    expect([query, place && (await directly(place, { query, representations }))]).toEqual([query, null]);
  for (const __typename of ['Nobody', 'Address', 'CitizenConnection']) {
    const unknown = { query: entitiesQuery('__typename'), representations: [{ __typename, id: '1' }] };
    expect(place && (await directly(place, unknown))).toBeNull();
  }
  const one: Question = { query: 'query A { household(id: "1") { id } }' };
  expect(place && (await directly(place, one, 'A'))).not.toBeNull();
  expect(place && (await directly(place, one, 'B'))).toBeNull();
  const untyped = { query: 'query ($id: ID!) { household(id: $id) { id } }', variables: { id: {} } };
  expect(place && (await directly(place, untyped))).toBeNull();
});

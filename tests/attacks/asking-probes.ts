import { people, type Person } from './guarded-department.ts';
import type { Judgement } from './oracle.ts';
import { unauthorized, type Expected, type Probe } from './probe.ts';

/** The columns that a client can filter and order people by. */
const compared = ['name', 'phone', 'born', 'card', 'income', 'diagnosis', 'motto', 'district'] as const;

/** Is it the value itself that somebody sees of every row? Only then may they ask about it. */
const mayAskBy = (judgement: Judgement, field: (typeof compared)[number]): boolean =>
  people.every((row) => {
    const cell = judgement.person(row)[field];
    return cell?.kind === 'value' && cell.value === row[field];
  });

export function* comparisons(judgement: Judgement): Generator<Probe> {
  if (!judgement.seesPeople) return;
  for (const field of compared) {
    const refused: Expected = { data: { people: null }, withheld: [unauthorized('people')] };
    const allowed = mayAskBy(judgement, field);
    for (const row of people) {
      const found = judgement.people.filter((each) => each[field] === row[field]);
      yield {
        path: `people by their ${field} ${row[field]}`,
        query: `{ people(where: {${field}: {eq: ${JSON.stringify(row[field])}}}) { totalCount nodes { id } } }`,
        expected: allowed
          ? { data: { people: { totalCount: found.length, nodes: found.map(({ id }) => ({ id })) } }, withheld: [] }
          : refused,
      };
    }
    const ordered = [...judgement.people].sort((one, other) => compare(one, other, field));
    yield {
      path: `people in the order of their ${field}`,
      query: `{ people(orderBy: [{${field}: ASC}, {id: ASC}]) { nodes { id } } }`,
      expected: allowed ? { data: { people: { nodes: ordered.map(({ id }) => ({ id })) } }, withheld: [] } : refused,
    };
    const owners = judgement.cases.filter((row) => {
      const person = judgement.personOf(row);
      return typeof person === 'object' && person[field] === people[0]?.[field];
    });
    yield {
      path: `cases by the ${field} of their person`,
      query: `{ cases(where: {person: {${field}: {eq: ${JSON.stringify(people[0]?.[field])}}}}) { nodes { id } } }`,
      expected: allowed
        ? { data: { cases: { nodes: owners.map(({ id }) => ({ id })) } }, withheld: [] }
        : { data: { cases: null }, withheld: [unauthorized('cases')] },
    };
  }
}

const compare = (one: Person, other: Person, field: (typeof compared)[number]): number => {
  const [a, b] = field === 'income' ? [Number(one[field]), Number(other[field])] : [one[field], other[field]];
  return a < b ? -1 : a > b ? 1 : one.id < other.id ? -1 : 1;
};

/** Groups of few people, which of them there are included. */
const few = [{ suppressed: true, count: null, key: null }] as const;

export function* aggregates(judgement: Judgement): Generator<Probe> {
  if (!judgement.seesPeople) {
    yield {
      path: 'the number of people',
      query: '{ peopleAggregate { count } }',
      expected: { data: { peopleAggregate: null }, withheld: [unauthorized('peopleAggregate')] },
    };
    return;
  }
  const incomes = judgement.people.map(({ income }) => Number(income));
  const income = judgement.audits;
  // Of their own rows citizens are told all; of others' nobody is told of three.
  const suppressed = !judgement.refusesOthers;
  yield {
    path: 'the number of people, and the highest income',
    query: '{ peopleAggregate { suppressed count max { income } } }',
    expected: {
      data: {
        peopleAggregate: [
          {
            suppressed,
            count: suppressed ? null : judgement.people.length,
            max: { income: income && !suppressed && incomes.length > 0 ? Math.max(...incomes).toFixed(2) : null },
          },
        ],
      },
      withheld: income ? [] : [unauthorized('peopleAggregate.0.max.income')],
    },
  };
  for (const field of ['name', 'card', 'diagnosis'] as const) {
    const keys = [...new Set(judgement.people.map((row) => row[field]))].sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    yield {
      path: `people grouped by their ${field}`,
      query: `{ peopleAggregate(groupBy: [{${field}: VALUE}]) { suppressed count key { ${field} } } }`,
      expected: mayAskBy(judgement, field)
        ? { data: { peopleAggregate: suppressed ? few : keys.map((key) => ({ suppressed, count: 1, key: { [field]: key } })) }, withheld: [] } // prettier-ignore
        : { data: { peopleAggregate: null }, withheld: [unauthorized('peopleAggregate')] },
    };
  }
}

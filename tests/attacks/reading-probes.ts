import { cases, people, permits, steps, type Case, type Person } from './guarded-department.ts';
import type { Judgement } from './oracle.ts';
import { all, objectAt, unauthorized, type Expected, type Probe } from './probe.ts';

const personFields = ['id', 'name', 'phone', 'born', 'card', 'income', 'diagnosis', 'motto', 'district'] as const;
const caseFields = ['id', 'personId', 'office', 'firm', 'title', 'personName'] as const;
export function* lists(judgement: Judgement): Generator<Probe> {
  const nodes = all(
    judgement.people.map((row, at) => objectAt(judgement.person(row), personFields, `people.nodes.${at}`)),
  );
  yield {
    path: 'the list of people',
    query: `{ people { totalCount nodes { ${personFields.join(' ')} } } }`,
    expected: judgement.seesPeople
      ? { data: { people: { totalCount: judgement.people.length, nodes: nodes.data } }, withheld: nodes.withheld }
      : { data: { people: null }, withheld: [unauthorized('people')] },
  };
  const rows = all(judgement.cases.map((row, at) => objectAt(judgement.case(row), caseFields, `cases.nodes.${at}`)));
  yield {
    path: 'the list of cases',
    query: `{ cases { totalCount nodes { ${caseFields.join(' ')} } } }`,
    expected: judgement.seesCases
      ? { data: { cases: { totalCount: judgement.cases.length, nodes: rows.data } }, withheld: rows.withheld }
      : { data: { cases: null }, withheld: [unauthorized('cases')] },
  };
  const open = permits.map(({ id, title, place }) => ({ id, title, place }));
  yield {
    path: 'the list of permits',
    query: '{ permits { totalCount nodes { id title place } } }',
    expected: judgement.audits
      ? { data: { permits: { totalCount: open.length, nodes: open } }, withheld: [] }
      : { data: { permits: null }, withheld: [unauthorized('permits')] },
  };
}

export function* lookups(judgement: Judgement): Generator<Probe> {
  // Somebody who is not there is answered as somebody who must not be seen.
  for (const id of [...people.map((each) => each.id), 'P-NOBODY-at-all']) {
    const row = judgement.people.find((each) => each.id === id);
    const query = `{ person(id: "${id}") { ${personFields.join(' ')} } }`;
    if (row !== undefined) {
      const { data, withheld } = objectAt(judgement.person(row), personFields, 'person');
      yield { path: `${id} by a look-up`, query, expected: { data: { person: data }, withheld } };
    } else {
      const withheld = judgement.seesPeople
        ? judgement.refusesOthers
          ? ['person FORBIDDEN_RECORD']
          : []
        : [unauthorized('person')];
      yield { path: `${id} by a look-up`, query, expected: { data: { person: null }, withheld } };
    }
  }
}

export function* entityProbes(judgement: Judgement): Generator<Probe> {
  const query = (type: string, fields: readonly string[]): string =>
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${fields.join(' ')} } } }`;
  for (const row of people) {
    const isSeen = judgement.people.includes(row);
    const cells = judgement.person(row);
    const found = objectAt(cells, personFields, '_entities.0');
    const lost = cells['id']?.kind === 'withheld';
    if (lost) continue;
    yield {
      path: `${row.id} as an entity`,
      query: query('Person', personFields),
      representations: [{ __typename: 'Person', id: row.id }],
      expected: isSeen
        ? { data: { _entities: [found.data] }, withheld: found.withheld }
        : { data: { _entities: [null] }, withheld: judgement.refusesOthers ? ['_entities.0 FORBIDDEN_RECORD'] : [] },
    };
  }
  for (const row of people) {
    const open = objectAt(judgement.person(row), ['motto', 'district'], '_entities.0');
    yield {
      path: `what is public of ${row.id}`,
      query: query('Person', ['motto', 'district']),
      representations: [{ __typename: 'Person', id: row.id }],
      expected:
        !judgement.seesPeople || judgement.people.includes(row)
          ? { data: { _entities: [open.data] }, withheld: open.withheld }
          : { data: { _entities: [null] }, withheld: judgement.refusesOthers ? ['_entities.0 FORBIDDEN_RECORD'] : [] },
    };
  }
  for (const row of cases) {
    if (!judgement.seesCases) continue;
    const found = objectAt(judgement.case(row), caseFields, '_entities.0');
    yield {
      path: `${row.id} as an entity`,
      query: query('Case', caseFields),
      representations: [{ __typename: 'Case', id: row.id }],
      expected: judgement.cases.includes(row)
        ? { data: { _entities: [found.data] }, withheld: found.withheld }
        : { data: { _entities: [null] }, withheld: [] },
    };
  }
}

/** Personal data on rows that no rule of their own gives anybody: for those whom all rows are for. */
export function* stepProbes(judgement: Judgement): Generator<Probe> {
  const [step] = steps;
  if (step === undefined) return;
  yield {
    path: `${step.id} as an entity`,
    query:
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Step { id text } } }',
    representations: [{ __typename: 'Step', id: step.id }],
    expected: judgement.seesAllRows
      ? { data: { _entities: [{ id: step.id, text: step.body }] }, withheld: [] }
      : { data: { _entities: [null] }, withheld: [unauthorized('_entities.0.id')] },
  };
  yield {
    path: `${step.id} as an entity, without its id`,
    query:
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Step { text } } }',
    representations: [{ __typename: 'Step', id: step.id }],
    expected: judgement.seesAllRows
      ? { data: { _entities: [{ text: step.body }] }, withheld: [] }
      : { data: { _entities: [{ text: null }] }, withheld: [unauthorized('_entities.0.text')] },
  };
}

export function* relations(judgement: Judgement): Generator<Probe> {
  if (!judgement.seesCases) return;
  const fields = ['id', 'name', 'phone', 'diagnosis'];
  const behind = (row: Case, path: string): Expected => {
    const person = judgement.personOf(row);
    if (person === 'withheld') return { data: null, withheld: [unauthorized(path)] };
    return person === 'absent' ? { data: null, withheld: [] } : objectAt(judgement.person(person), fields, path);
  };
  const steps = (row: Case): unknown => ({ nodes: judgement.stepsOf(row).map(({ id, body }) => ({ id, text: body })) });
  const nodes = judgement.cases.map((row, at) => ({ row, person: behind(row, `cases.nodes.${at}.person`) }));
  yield {
    path: 'from cases to people and steps',
    query: `{ cases { nodes { id person { ${fields.join(' ')} } steps { nodes { id text } } } } }`,
    expected: {
      data: {
        cases: { nodes: nodes.map(({ row, person }) => ({ id: row.id, person: person.data, steps: steps(row) })) },
      },
      withheld: nodes.flatMap(({ person }) => person.withheld),
    },
  };
  if (!judgement.seesPeople) return;
  const casesOf = (person: Person) => judgement.cases.filter((row) => row.person === person.id);
  yield {
    path: 'from people to cases and back',
    query: '{ people { nodes { id cases { totalCount nodes { title person { id } } } } } }',
    expected: {
      data: {
        people: {
          nodes: judgement.people.map((person) => ({
            id: person.id,
            cases: {
              totalCount: casesOf(person).length,
              nodes: casesOf(person).map(({ title }) => ({ title, person: { id: person.id } })),
            },
          })),
        },
      },
      withheld: [],
    },
  };
}

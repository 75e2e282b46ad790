import type { RequestContext } from '../../schema/request.ts';
import { cases, people, permits, steps, type Case, type Person } from './guarded-department.ts';
import { judge, type Cell, type Judgement } from './oracle.ts';
import { requestFor, type Viewer } from './viewers.ts';

/** What is asked of whatever answers for the department: its port, or the gateway. */
export type Ask = (question: {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly representations?: readonly { readonly __typename: string; readonly id: string }[];
  readonly request: RequestContext;
}) => Promise<{
  readonly data: unknown;
  readonly errors: readonly { readonly path?: unknown; readonly code: string }[];
}>;

type Expected = { readonly data: unknown; readonly withheld: readonly string[] };

/** One cell: what was asked, and what somebody must be given, no more and no less. */
type Probe = {
  readonly path: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly representations?: readonly { readonly __typename: string; readonly id: string }[];
  readonly expected: Expected;
};

const personFields = ['id', 'name', 'phone', 'born', 'card', 'income', 'diagnosis', 'motto', 'district'] as const;
const caseFields = ['id', 'personId', 'office', 'firm', 'title', 'personName'] as const;
/** The columns that a client can filter and order people by. */
const compared = ['name', 'phone', 'born', 'card', 'income', 'diagnosis', 'motto', 'district'] as const;

/** Runs every probe for one who asks; tells of the cells that are not as they must be. */
export async function redCells(viewer: Viewer, ask: Ask, options: MatrixOptions): Promise<readonly string[]> {
  const red: string[] = [];
  const judgement = judge(viewer, options.digest);
  for (const probe of probesFor(judgement, options)) {
    const { path, query, variables = {}, representations = [], expected } = probe;
    const answer = await ask({ query, variables, representations, request: requestFor(viewer) });
    const errors = answer.errors.map(({ path: at, code }) => `${[at].flat().join('.')} ${code}`).sort();
    const wanted = [...expected.withheld].sort();
    const [given, right] = [JSON.stringify([answer.data, errors]), JSON.stringify([expected.data, wanted])];
    const isRight = options.entities ? given === right : isSame(answer.data, expected.data) && tellsAll(errors, wanted);
    if (!isRight) red.push(`${viewer.name}, ${path}: ${given} in place of ${right}`);
  }
  return red;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * The gateway takes out of the question what nobody who asks so may see, wherever it would stand: its errors have no
 * places in lists, and are told of what is not there, too.
 */
function tellsAll(errors: readonly string[], wanted: readonly string[]): boolean {
  const told = new Set(errors.map(withoutPlaces));
  return (
    wanted.every((each) => told.has(withoutPlaces(each))) && errors.every((each) => /UNAUTHORIZED|FORBIDDEN/.test(each))
  );
}

const withoutPlaces = (error: string): string => error.replace(/\.\d+(?=\.| )/g, '');

export type MatrixOptions = {
  readonly digest: (text: string) => string;
  /** Does it answer `_entities`, as a port does? */
  readonly entities: boolean;
};

function* probesFor(judgement: Judgement, { entities }: MatrixOptions): Generator<Probe> {
  yield* lists(judgement);
  yield* lookups(judgement);
  if (entities) yield* entityProbes(judgement);
  if (entities) yield* stepProbes(judgement);
  yield* relations(judgement);
  yield* comparisons(judgement);
  yield* aggregates(judgement);
}

const unauthorized = (path: string): string => `${path} UNAUTHORIZED_FIELD_OR_TYPE`;

/** An object as its cells have it; one that must have a withheld value is not given. */
function objectAt(cells: Readonly<Record<string, Cell>>, names: readonly string[], path: string): Expected {
  const known = names.map((name) => [name, cells[name] ?? { kind: 'absent' as const }] as const);
  return {
    data: Object.fromEntries(known.map(([name, cell]) => [name, cell.kind === 'value' ? cell.value : null])),
    withheld: known.flatMap(([name, cell]) => (cell.kind === 'withheld' ? [unauthorized(`${path}.${name}`)] : [])),
  };
}

function all(parts: readonly Expected[]): Expected {
  return { data: parts.map(({ data }) => data), withheld: parts.flatMap(({ withheld }) => withheld) };
}

function* lists(judgement: Judgement): Generator<Probe> {
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

function* lookups(judgement: Judgement): Generator<Probe> {
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

function* entityProbes(judgement: Judgement): Generator<Probe> {
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
function* stepProbes(judgement: Judgement): Generator<Probe> {
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

function* relations(judgement: Judgement): Generator<Probe> {
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

/** Is it the value itself that somebody sees of every row? Only then may they ask about it. */
const mayAskBy = (judgement: Judgement, field: (typeof compared)[number]): boolean =>
  people.every((row) => {
    const cell = judgement.person(row)[field];
    return cell?.kind === 'value' && cell.value === row[field];
  });

function* comparisons(judgement: Judgement): Generator<Probe> {
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

function* aggregates(judgement: Judgement): Generator<Probe> {
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
  yield {
    path: 'the number of people, and the highest income',
    query: '{ peopleAggregate { count max { income } } }',
    expected: {
      data: {
        peopleAggregate: [
          {
            count: judgement.people.length,
            max: { income: income && incomes.length > 0 ? Math.max(...incomes).toFixed(2) : null },
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
      query: `{ peopleAggregate(groupBy: [{${field}: VALUE}]) { count key { ${field} } } }`,
      expected: mayAskBy(judgement, field)
        ? { data: { peopleAggregate: keys.map((key) => ({ count: 1, key: { [field]: key } })) }, withheld: [] }
        : { data: { peopleAggregate: null }, withheld: [unauthorized('peopleAggregate')] },
    };
  }
}

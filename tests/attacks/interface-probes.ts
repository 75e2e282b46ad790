import { events, people, type Event, type Person } from './guarded-department.ts';
import type { Cell, Judgement, Keyed } from './oracle.ts';
import { all, objectAt, unauthorized, type Expected, type Probe } from './probe.ts';

const shared = ['id', 'personId', 'note'] as const;
const ownField = ({ kind }: Event): string => (kind === 'v' ? 'mood' : 'total');
const typeOf = ({ kind }: Event): string => (kind === 'v' ? 'Visit' : 'Order');

/** A list over an interface: whole, by fragments and aliases, filtered, ordered, counted. */
export function* eventLists(judgement: Judgement): Generator<Probe> {
  const refused: Expected = { data: { events: null }, withheld: [unauthorized('events')] };
  const list = (fields: (row: Event) => readonly string[], path: string): Expected =>
    all(judgement.events.map((row, at) => renamed(judgement.event(row), fields(row), `${path}.${at}`)));
  const whole = list((row) => [...shared, ownField(row)], 'events.nodes');
  yield {
    path: 'the list of events',
    query: `{ events { totalCount nodes { ${shared.join(' ')} ... on Visit { mood } ... on Order { total } } } }`,
    expected: judgement.seesPeople
      ? { data: { events: { totalCount: judgement.events.length, nodes: whole.data } }, withheld: whole.withheld }
      : refused,
  };
  const aliased = list((row) => ['n:note', ...(row.kind === 'v' ? ['x:mood'] : []), 'k:id'], 'a.edges');
  const edges = (aliased.data as readonly unknown[]).map((node) => ({ node }));
  yield {
    path: 'events by fragments and aliases',
    query: 'query { a: events { edges { node { ...Each k: id } } } } fragment Each on Event { n: note ...V } fragment V on Visit { x: mood }', // prettier-ignore
    expected: judgement.seesPeople
      ? { data: { a: { edges } }, withheld: aliased.withheld.map((each) => each.replace(/(edges\.\d+)/, '$1.node')) }
      : { data: { a: null }, withheld: [unauthorized('a')] },
  };
  if (!judgement.seesPeople) return;
  const isWhole = events.every((row) => isRaw(judgement.event(row)['note'], row.note));
  for (const row of events) {
    const found = judgement.events.filter(({ note }) => note === row.note).map(({ id }) => ({ id }));
    yield {
      path: `events by the note ${row.note}`,
      query: `{ events(where: {note: {eq: "${row.note}"}}) { totalCount nodes { id } } }`,
      expected: isWhole ? { data: { events: { totalCount: found.length, nodes: found } }, withheld: [] } : refused,
    };
  }
  yield {
    path: 'events in the order of their notes',
    query: '{ events(orderBy: [{note: DESC}]) { nodes { id } } }',
    expected: isWhole
      ? { data: { events: { nodes: judgement.events.map(({ id }) => ({ id })).reverse() } }, withheld: [] }
      : refused,
  };
  yield {
    path: 'events of a person',
    query: '{ events(where: {personId: {eq: "P-CLEO"}}) { totalCount } }',
    expected: {
      data: { events: { totalCount: judgement.events.filter(({ person }) => person === 'P-CLEO').length } },
      withheld: [],
    },
  };
  const notes = judgement.events.map(({ note }) => note).sort();
  // Of others' rows these are too few to be counted.
  const isFew = !judgement.refusesOthers;
  const count = isFew ? null : notes.length;
  yield {
    path: 'the number of events, and the last note',
    query: '{ eventsAggregate { count max { note } } }',
    expected: isWhole
      ? { data: { eventsAggregate: [{ count, max: { note: isFew ? null : (notes.at(-1) ?? null) } }] }, withheld: [] }
      : {
          data: { eventsAggregate: [{ count, max: { note: null } }] },
          withheld: [unauthorized('eventsAggregate.0.max.note')],
        },
  };
}

const isRaw = (cell: Cell | undefined, raw: string): boolean => cell?.kind === 'value' && cell.value === raw;

/** As `objectAt`, of fields under other keys: `key:field`. */
function renamed(cells: Readonly<Record<string, Cell>>, names: readonly string[], path: string): Expected {
  const given = names.map((each) => {
    const [key = '', name = key] = each.split(':');
    return [key, cells[name] ?? { kind: 'absent' as const }] as const;
  });
  return objectAt(Object.fromEntries(given), given.map(([key]) => key), path); // prettier-ignore
}

export function* eventEntities(judgement: Judgement): Generator<Probe> {
  if (!judgement.seesPeople) return;
  for (const row of events) {
    const fields = [...shared, ownField(row)];
    const type = typeOf(row);
    const found = objectAt(judgement.event(row), fields, '_entities.0');
    const query = (of: string, names: readonly string[]): string =>
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${of} { ${names.join(' ')} } } }`;
    yield {
      path: `${row.id} as an entity`,
      query: query(type, fields),
      representations: [{ __typename: type, id: row.id }],
      expected: judgement.events.includes(row)
        ? { data: { _entities: [found.data] }, withheld: found.withheld }
        : { data: { _entities: [null] }, withheld: [] },
    };
    const other = type === 'Visit' ? 'Order' : 'Visit';
    yield {
      path: `${row.id} as an entity of the other type`,
      query: query(other, shared),
      representations: [{ __typename: other, id: row.id }],
      expected: { data: { _entities: [null] }, withheld: [] },
    };
  }
}

/** Objects made of columns, and those that stand in a column. */
export function* embeddedObjects(judgement: Judgement): Generator<Probe> {
  if (!judgement.seesPeople) return;
  const objects = (row: Person, path: string): Expected => {
    const [home, papers] = [judgement.home(row), judgement.papers(row)];
    const first = home === null ? null : objectAt(home, ['street', 'city'], `${path}.home`);
    const second =
      papers === null
        ? null
        : all(papers.map((each, at) => objectAt(each, ['number', 'kind'], `${path}.papers.${at}`)));
    return {
      data: { id: row.id, home: first?.data ?? null, papers: second?.data ?? null },
      withheld: [...(first?.withheld ?? []), ...(second?.withheld ?? [])],
    };
  };
  const nodes = all(judgement.people.map((row, at) => objects(row, `people.nodes.${at}`)));
  yield {
    path: 'homes and papers',
    query: '{ people { nodes { id home { street city } papers { number kind } } } }',
    expected: { data: { people: { nodes: nodes.data } }, withheld: nodes.withheld },
  };
}

/** What can't be read, or is there twice: of rows and fields alone that somebody sees. */
export function* findingProbes(judgement: Judgement, pseudonym: Keyed['pseudonym']): Generator<Probe> {
  if (!judgement.seesPeople) return;
  const scores = all(
    judgement.people.map((row, at) => objectAt({ score: judgement.score(row) }, ['score'], `people.nodes.${at}`)),
  );
  yield {
    path: 'scores, of which one is none',
    query: '{ people { nodes { score } } }',
    expected: { data: { people: { nodes: scores.data } }, withheld: scores.withheld },
    findings: people.filter(judgement.hasFinding).map(({ id }) => `Person.score UNREADABLE_VALUE ${pseudonym(id)}`),
  };
  for (const id of ['L-1', 'L-2', 'L-9']) {
    const [row, twin] = judgement.lockers.filter((each) => each.id === id);
    yield {
      path: `the locker ${id}, of which there may be two`,
      query: `{ locker(id: "${id}") { id personId code } }`,
      expected: {
        data: { locker: row === undefined ? null : { id, personId: row.person, code: row.code } },
        withheld: [],
      },
      findings: row === undefined || twin === undefined ? [] : [`Locker. DUPLICATE_KEY ${pseudonym(row.person)}`],
    };
  }
}

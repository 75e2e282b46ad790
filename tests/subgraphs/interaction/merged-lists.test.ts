import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Subgraph } from '../../../schema/subgraph.ts';
import { ask, asCitizen, asNobody, entitiesQuery, requestOf, valueAt } from '../../adapters/fixtures/ask.ts';
import {
  departmentNames,
  openThreeDepartments,
  typenameOf,
  type DepartmentName,
  type ThreeDepartments,
  type Visit,
} from './three-departments.ts';

const person = '11010519491231002X';
const other = '440524188001010014';
const down = new Set<string>();

/** A department that can be taken away. */
const breakable = (subgraph: Subgraph): Subgraph => ({
  ...subgraph,
  prepare: (fetch) => {
    const prepared = subgraph.prepare(fetch);
    return {
      ...prepared,
      run: async (input) =>
        down.has(subgraph.name)
          ? { ...nothing, errors: [{ path: [], code: 'DEPARTMENT_UNAVAILABLE' }] }
          : prepared.run(input),
    };
  },
});
const nothing = { data: null, subjects: [], findings: [], servedFrom: 'source', age: 0 } as const;

let city: ThreeDepartments;
beforeAll(() => {
  city = openThreeDepartments(breakable);
});
afterAll(() => city.close());
beforeEach(() => {
  down.clear();
  city.clear();
});

type Node = { readonly __typename: string; readonly id: string };
type Page = {
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number | null;
};

const selection = `nodes { __typename id } edges { cursor node { __typename id } } pageInfo { hasNextPage endCursor } totalCount`;

async function askPage(first: number | null, after: string | null, request = requestOf()) {
  const answer = await ask(city.interaction, {
    query: `query ($representations: [_Any!]!, $first: Int, $after: String) {
      _entities(representations: $representations) { ... on Citizen { contacts(first: $first, after: $after) { ${selection} } } }
    }`,
    variables: { first, after },
    representations: [{ __typename: 'Citizen', id: person }],
    request,
  });
  return { answer, page: valueAt(answer, '_entities', 0, 'contacts') as Page | null };
}

/** Every row of the list, page after page. `between` happens after each page. */
async function readAll(sizes: readonly number[], between: () => void = () => {}): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (let turn = 0; turn < 500; turn += 1) {
    const { answer, page }: Awaited<ReturnType<typeof askPage>> = await askPage(sizes[turn % sizes.length] ?? 5, after);
    expect(answer.errors).toEqual([]);
    ids.push(...(page?.nodes ?? []).map(({ id }) => id));
    if (page?.pageInfo.hasNextPage !== true) return ids;
    after = page.pageInfo.endCursor ?? after;
    between();
  }
  throw new Error('it never ends');
}

/** The list as one would sort it in memory: newest first, unknown last, equals by department and its own order. */
function sorted(visits: Readonly<Record<DepartmentName, readonly Visit[]>>): readonly string[] {
  return departmentNames
    .flatMap((name, source) =>
      visits[name].filter((visit) => visit.person === person).map((visit) => ({ ...visit, name, source })),
    )
    .sort((a, b) => (b.at ?? '').localeCompare(a.at ?? '') || a.source - b.source || b.id - a.id)
    .map(({ name, id }) => `${name}:${id}`);
}

const moment = fc
  .option(fc.integer({ min: 0, max: 40 }), { freq: 6, nil: null })
  .map((minute) =>
    minute === null ? null : `202506120${minute < 10 ? '8' : '9'}${String(minute).padStart(2, '0')}00`,
  );
const visits = fc
  .uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 999 }), mine: fc.boolean(), at: moment }), {
    selector: ({ id }) => id,
    maxLength: 30,
  })
  .map((all) => all.map(({ id, mine, at }): Visit => ({ id, at, person: mine ? person : other })));
const everybody = fc.record({ alpha: visits, beta: visits, gamma: visits });

describe('three departments’ rows, read in pages of any size', () => {
  test('are what sorting them in memory gives, each once', () =>
    fc.assert(
      fc.asyncProperty(
        everybody,
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
        async (rows, sizes) => {
          city.clear();
          for (const name of departmentNames) city.insert(name, rows[name]);
          expect(await readAll(sizes)).toEqual(sorted(rows));
        },
      ),
      { numRuns: 25, seed: 11 },
    ));

  test('go on from the cursor of any row', () =>
    fc.assert(
      fc.asyncProperty(everybody, fc.nat(), async (rows, place) => {
        city.clear();
        for (const name of departmentNames) city.insert(name, rows[name]);
        const wanted = sorted(rows);
        fc.pre(wanted.length > 0);
        const { page } = await askPage(100, null);
        const at = place % wanted.length;
        const rest = await askPage(100, page?.edges[at]?.cursor ?? null);
        expect(rest.page?.nodes.map(({ id }) => id)).toEqual(wanted.slice(at + 1));
        expect(page?.totalCount).toBe(wanted.length);
      }),
      { numRuns: 15, seed: 12 },
    ));

  test('stay in place while newer rows arrive', () =>
    fc.assert(
      fc.asyncProperty(everybody, async (rows) => {
        city.clear();
        for (const name of departmentNames) city.insert(name, rows[name]);
        let next = 1_000;
        const arrive = () => {
          for (const name of departmentNames) city.insert(name, [{ id: (next += 1), person, at: '20991231235959' }]);
        };
        const ids = await readAll([3, 5], arrive);
        expect(ids).toEqual(sorted(rows));
      }),
      { numRuns: 15, seed: 13 },
    ));

  test('stay in place while hundreds of newer rows arrive in a department that was not begun', async () => {
    const rows = {
      alpha: Array.from({ length: 9 }, (_, index): Visit => ({
        id: index + 1,
        person,
        at: `2025030${9 - index}080000`,
      })),
      beta: Array.from({ length: 7 }, (_, index): Visit => ({
        id: index + 1,
        person,
        at: `2024010${index + 1}080000`,
      })),
      gamma: [],
    };
    for (const name of departmentNames) city.insert(name, rows[name]);
    let next = 1_000;
    const arrive = () => {
      const many = Array.from({ length: 130 }, (_, index) => ({
        id: (next += 1),
        person,
        at: `2025061${index % 10}${String(10 + (index % 10))}0000`,
      }));
      city.insert('beta', many);
      city.insert('gamma', [{ id: (next += 1), person, at: '20991231235959' }]);
    };
    expect(await readAll([2, 3, 1], arrive)).toEqual(sorted(rows));
  });

  test('give what arrives below the place they have come to', async () => {
    city.insert(
      'alpha',
      [1, 2, 3].map((id): Visit => ({ id, person, at: `2025030${id}080000` })),
    );
    const { page } = await askPage(1, null);
    city.insert('beta', [
      { id: 4, person, at: '20250303080001' },
      { id: 5, person, at: '20250302080001' },
      { id: 6, person, at: null },
    ]);
    const rest = await askPage(10, page?.pageInfo.endCursor ?? null);
    expect(rest.page?.nodes.map(({ id }) => id)).toEqual(['beta:5', 'alpha:2', 'alpha:1', 'beta:6']);
  });
});

describe('one page', () => {
  const rows = {
    alpha: [
      { id: 1, person, at: '20250101080000' },
      { id: 2, person, at: null },
    ],
    beta: [{ id: 1, person, at: '20250301080000' }],
    gamma: [
      { id: 1, person, at: '20250201080000' },
      { id: 9, person: other, at: '20250201080000' },
    ],
  };
  beforeEach(() => {
    for (const name of departmentNames) city.insert(name, rows[name]);
  });

  test('holds stubs with the owners’ types', async () => {
    const { answer, page } = await askPage(10, null);
    expect(page?.nodes).toEqual([
      { __typename: 'BetaCall', id: 'beta:1' },
      { __typename: 'GammaLetter', id: 'gamma:1' },
      { __typename: 'AlphaVisit', id: 'alpha:1' },
      { __typename: 'AlphaVisit', id: 'alpha:2' },
    ]);
    expect(page?.totalCount).toBe(4);
    expect(answer.subjects).toEqual([person]);
  });

  test('has a row whose moment can’t be read where its department has it, and the rest in order', async () => {
    city.insert('alpha', [
      { id: 3, person, at: '待定' },
      { id: 4, person, at: '20250215080000' },
    ]);
    const { answer, page } = await askPage(10, null);
    expect(page?.nodes.map(({ id }) => id)).toEqual([
      'beta:1',
      ...['alpha:3', 'alpha:4'],
      'gamma:1',
      ...['alpha:1', 'alpha:2'],
    ]);
    expect(answer.findings.map(({ reason }) => reason)).toEqual(['UNREADABLE_VALUE']);
  });

  test.each(departmentNames)('without %s holds the others’ rows, and an error that names it', async (name) => {
    down.add(name);
    const { answer, page } = await askPage(10, null);
    const wanted = sorted({ ...rows, [name]: [] });
    expect(page?.nodes.map(({ id }) => id)).toEqual(wanted);
    expect(page?.totalCount).toBeNull();
    expect(answer.errors).toEqual([
      { path: ['_entities', 0, 'contacts'], code: 'DEPARTMENT_UNAVAILABLE', department: name },
    ]);
  });

  test('gives the rows of a department that comes back between two pages', async () => {
    down.add('beta');
    const { page } = await askPage(1, null);
    expect(page?.nodes).toEqual([{ __typename: 'GammaLetter', id: 'gamma:1' }]);
    down.clear();
    const rest = await askPage(10, page?.pageInfo.endCursor ?? null);
    expect(rest.page?.nodes.map(({ id }) => id)).toEqual(['beta:1', 'alpha:1', 'alpha:2']);
  });

  test('is null when nobody answers', async () => {
    for (const name of departmentNames) down.add(name);
    const { answer, page } = await askPage(10, null);
    expect(page).toBeNull();
    expect(answer.errors.map(({ department }) => department).sort()).toEqual([...departmentNames]);
  });

  test('is the person’s own to a citizen, nobody else’s', async () => {
    expect((await askPage(10, null, asCitizen(person))).page?.nodes).toHaveLength(4);
    const { answer } = await askPage(10, null, asCitizen(other));
    expect(valueAt(answer, '_entities', 0)).toBeNull();
    expect(answer.errors.map(({ code }) => code)).toEqual(['FORBIDDEN_RECORD']);
  });

  test('is withheld from who has not signed in', async () => {
    const { answer, page } = await askPage(10, null, asNobody());
    expect(page).toBeNull();
    expect(answer.errors.map(({ code }) => code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
  });

  test.each([
    ['more than a hundred', 101],
    ['less than none', -1],
  ])('of %s is refused', async (_what, first) => {
    const { answer, page } = await askPage(first, null);
    expect(page).toBeNull();
    expect(answer.errors.map(({ code, details }) => [code, details])).toEqual([
      ['LIST_LIMIT_EXCEEDED', { max: 100, first }],
    ]);
  });

  test('after a cursor of another list, or made up, is refused', async () => {
    const own = await ask(city.departments.alpha, {
      query: entitiesQuery('... on Citizen { alphaVisits { pageInfo { endCursor } } }'),
      representations: [{ __typename: 'Citizen', id: person }],
    });
    const foreign = String(valueAt(own, '_entities', 0, 'alphaVisits', 'pageInfo', 'endCursor'));
    for (const cursor of [foreign, 'x', '']) {
      const { answer } = await askPage(5, cursor);
      expect(answer.errors.map(({ code }) => code)).toEqual(['CURSOR_INVALID']);
    }
  });
});

test('many people cost each department as many fetches as one', async () => {
  city.insert('alpha', [
    { id: 1, person, at: '20250101080000' },
    { id: 2, person: other, at: '20250101080000' },
  ]);
  let fetches = 0;
  const counted = openThreeDepartments((subgraph) => ({
    ...subgraph,
    prepare: (fetch) => {
      const prepared = subgraph.prepare(fetch);
      return {
        ...prepared,
        run: (input) => {
          fetches += 1;
          return prepared.run(input);
        },
      };
    },
  }));
  const count = async (ids: readonly string[]) => {
    fetches = 0;
    const { errors } = await ask(counted.interaction, {
      query: entitiesQuery('... on Citizen { contacts(first: 3) { nodes { id } totalCount } }'),
      representations: ids.map((id) => ({ __typename: 'Citizen', id })),
    });
    expect(errors).toEqual([]);
    return fetches;
  };
  expect(await count([person])).toBe(6);
  expect(await count(Array.from({ length: 50 }, (_, index) => `1101051949123${String(index).padStart(5, '0')}`))).toBe(
    6,
  );
  await counted.close();
});

test('the owners’ types are those the departments have', () => {
  expect(departmentNames.map(typenameOf)).toEqual(['AlphaVisit', 'BetaCall', 'GammaLetter']);
});

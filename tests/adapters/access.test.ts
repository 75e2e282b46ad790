import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, asCitizen, asNobody, entitiesQuery, requestOf, valueAt } from './fixtures/ask.ts';
import { dialects, openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { canonical } from './fixtures/canonical-id.ts';
import { personId } from './fixtures/mini-rows.ts';

let mini: MiniDepartment;
beforeAll(async () => {
  mini = await openMiniDepartment(120);
});
afterAll(() => mini.close());

const citizen = (id: string) => ({ __typename: 'Citizen', id });
const other = personId(3);
/** Somebody whose id ends with X, who has a household with others in it and notes. */
const findOwn = (): string => {
  const found = mini.rows.t_ry.find((row) => {
    const id = canonical(row['sfzh']);
    const hasNotes = mini.rows.t_bj.some((note) => canonical(note['sfzh']) === id && note['lx'] === 'A');
    return id !== other && hasNotes && mini.rows.t_hk.some((household) => household['hh'] === row['hh']);
  });
  return canonical(found?.['sfzh']);
};

describe.each(dialects)('on %s', (name) => {
  const subgraph = () => mini.subgraphs[name];

  describe('nobody', () => {
    test('gets no list of people, nor their number', async () => {
      const answer = await ask(subgraph(), {
        query: '{ citizens { totalCount } units { totalCount } }',
        request: asNobody(),
      });
      expect(answer.data).toEqual({ citizens: null, units: { totalCount: 6 } });
      expect(answer.errors).toMatchObject([{ path: ['citizens'], code: 'UNAUTHORIZED_FIELD_OR_TYPE' }]);
    });

    test('gets no personal field, and what is public', async () => {
      const answer = await ask(subgraph(), {
        query: entitiesQuery(
          '... on Citizen { fullName unitName household { id } } ... on Household { id type head { id } }',
        ),
        representations: [citizen(personId(1)), { __typename: 'Household', id: '9007199254740995' }],
        request: asNobody(),
      });
      expect(valueAt(answer, '_entities', 0)).toEqual({ fullName: null, unitName: '丰台区', household: null });
      expect(valueAt(answer, '_entities', 1)).toMatchObject({ id: '9007199254740995', head: null });
      expect(answer.errors.map(({ path, code }) => [path.join('.'), code])).toEqual([
        ['_entities.0.fullName', 'UNAUTHORIZED_FIELD_OR_TYPE'],
        ['_entities.0.household', 'UNAUTHORIZED_FIELD_OR_TYPE'],
        ['_entities.1.head', 'UNAUTHORIZED_FIELD_OR_TYPE'],
      ]);
      expect(answer.subjects).toEqual([]);
    });

    test('gets nothing where the id is withheld', async () => {
      const answer = await ask(subgraph(), {
        query: entitiesQuery('... on Citizen { id fullName }'),
        representations: [citizen(personId(1))],
        request: asNobody(),
      });
      expect(valueAt(answer, '_entities', 0)).toBeNull();
    });

    test('who signed in but states no purpose, or acts for a business, is nobody', async () => {
      for (const request of [{ ...requestOf(), purpose: null }, requestOf('business-agent')]) {
        const query = entitiesQuery('... on Citizen { unitName fullName }');
        const answer = await ask(subgraph(), { query, representations: [citizen(personId(1))], request });
        expect(answer.data).toEqual({ _entities: [{ unitName: '丰台区', fullName: null }] });
        expect(answer.errors).toMatchObject([{ code: 'UNAUTHORIZED_FIELD_OR_TYPE' }]);
      }
    });
  });

  describe('a citizen', () => {
    test('gets their own record under every form of the id', async () => {
      const own = findOwn();
      const answer = await ask(subgraph(), {
        query: entitiesQuery('... on Citizen { id notes { totalCount } }'),
        representations: [citizen(own), citizen(own.toLowerCase())],
        request: asCitizen(own),
      });
      expect(answer.errors).toEqual([]);
      expect(valueAt(answer, '_entities', 1, 'id')).toBe(own);
      expect(valueAt(answer, '_entities', 0, 'notes', 'totalCount')).toBeGreaterThan(0);
      expect(answer.subjects).toEqual([own]);
    });

    test('is refused another’s, whether or not it exists', async () => {
      const answer = await ask(subgraph(), {
        query: `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Citizen { id } ... on Badge { id } ... on Applicant { id notes { totalCount } } } citizen(id: "${other}") { id } }`,
        representations: [
          citizen(other),
          citizen('110105200001010000'),
          { __typename: 'Badge', id: other },
          { __typename: 'Applicant', id: other },
        ],
        request: asCitizen(findOwn()),
      });
      expect(answer.data).toEqual({ _entities: [null, null, null, null], citizen: null });
      expect(answer.errors.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => 'FORBIDDEN_RECORD'));
      expect(answer.subjects).toEqual([]);
    });

    test('finds only themselves on every path', async () => {
      const own = findOwn();
      const people = `id badge { id } notes(first: 9) { nodes { id citizenId citizen { id } } }
        household { id head { id } members { totalCount nodes { id } } }`;
      const answer = await ask(subgraph(), {
        query: `query { citizens(first: 400) { totalCount nodes { ${people} } }
          citizensByName(first: 400) { totalCount edges { node { ${people} } } }
          households(first: 50) { nodes { head { id } members { totalCount nodes { ${people} } } } } }`,
        request: asCitizen(own),
      });
      expect(answer.errors).toEqual([]);
      expect(new Set(JSON.stringify(answer.data).match(/\d{17}[\dX]/g))).toEqual(new Set([own]));
      expect(answer.subjects).toEqual([own]);
      expect(valueAt(answer, 'citizens', 'totalCount')).toBe(1);
      expect(valueAt(answer, 'citizens', 'nodes', 0, 'household', 'members', 'totalCount')).toBe(1);
      expect(valueAt(answer, 'citizens', 'nodes', 0, 'notes', 'nodes')).not.toEqual([]);
    });

    test('finds nothing of another’s through keys that tell nobody’s id', async () => {
      const own = findOwn();
      const theirs = mini.rows.t_bj.filter((row) => row['lx'] === 'A' && canonical(row['sfzh']) !== own).slice(0, 20);
      const answer = await ask(subgraph(), {
        query: entitiesQuery('... on Note { id text } ... on Payment { id }'),
        representations: [
          ...theirs.map((row) => ({ __typename: 'Note', id: String(row['bh']) })),
          ...mini.rows.t_jf
            .filter((row) => canonical(row['sfzhm']) !== own)
            .map((row) => ({ __typename: 'Payment', id: `${canonical(row['sfzhm'])}:${String(row['ny'])}` })),
        ],
        request: asCitizen(own),
      });
      expect(new Set(valueAt(answer, '_entities') as readonly unknown[])).toEqual(new Set([null]));
      expect(answer.errors).toEqual([]);
    });

    test('gets personal data that hangs on nobody’s row only below their own', async () => {
      const own = findOwn();
      const answer = await ask(subgraph(), {
        query: `{ households(first: 50) { nodes { address { fullAddress } } } citizens { nodes { household { id address { fullAddress } } } } }`,
        request: asCitizen(own),
      });
      const addresses = (valueAt(answer, 'households', 'nodes') as readonly { readonly address: unknown }[]).map(
        ({ address }) => address,
      );
      expect(new Set(addresses)).toEqual(new Set([null]));
      expect(new Set(answer.errors.map(({ code }) => code))).toEqual(new Set(['UNAUTHORIZED_FIELD_OR_TYPE']));
      expect(answer.errors.every(({ path }) => path[0] === 'households')).toBe(true);
      expect(valueAt(answer, 'citizens', 'nodes', 0, 'household', 'id')).toBeDefined();
    });

    test('whose id is no id finds nobody', async () => {
      for (const subject of ['', "' OR '1'='1", '%', 'a\0b', '\ud800', 'x'.repeat(10_000)]) {
        const query =
          '{ citizens { totalCount nodes { id } } households(first: 2) { nodes { members { totalCount } } } }';
        const answer = await ask(subgraph(), { query, request: asCitizen(subject) });
        expect([subject, answer.errors]).toEqual([subject, []]);
        expect(valueAt(answer, 'citizens')).toEqual({ totalCount: 0, nodes: [] });
      }
    });
  });

  test('officials, integrators and administrators see all rows', async () => {
    for (const role of ['official', 'integrator', 'admin'] as const) {
      const answer = await ask(subgraph(), { query: '{ citizens { totalCount } }', request: requestOf(role) });
      expect(valueAt(answer, 'citizens', 'totalCount')).toBe(
        mini.rows.t_ry.filter((row) => row['scbz'] === '0').length,
      );
    }
  });
});

describe('subjects and findings', () => {
  test('name each person once, and each row’s trouble under a pseudonym', async () => {
    const [postgres, sqlite] = await Promise.all(
      dialects.map((name) =>
        ask(mini.subgraphs[name], {
          query: '{ citizens(first: 400) { nodes { gender dateOfBirth household { type } } } }',
        }),
      ),
    );
    const people = new Set(mini.rows.t_ry.filter((row) => row['scbz'] === '0').map((row) => canonical(row['sfzh'])));
    expect(new Set(postgres?.subjects)).toEqual(people);
    expect(postgres?.subjects).toHaveLength(people.size);
    const unreadable = mini.rows.t_ry.filter((row) => row['scbz'] === '0' && row['csrq'] === '19991301');
    expect(postgres?.findings.filter(({ field }) => field === 'dateOfBirth')).toHaveLength(unreadable.length);
    expect(postgres?.findings.every(({ key }) => key === null || /^[0-9a-f]{32}$/.test(key))).toBe(true);
    expect(postgres?.findings.some(({ reason }) => reason === 'UNKNOWN_CODE')).toBe(true);
    expect(sqlite?.findings).toEqual(postgres?.findings);
  });

  test('tell of a key found twice', async () => {
    for (const name of dialects) {
      const answer = await ask(mini.subgraphs[name], {
        query: `{ citizen(id: "${personId(3)}") { fullName updatedAt } }`,
      });
      expect(answer.data).toEqual({ citizen: { fullName: '后来', updatedAt: '2025-01-01T00:00:00+08:00' } });
      expect(answer.findings).toMatchObject([{ type: 'Citizen', field: null, reason: 'DUPLICATE_KEY' }]);
    }
  });
});

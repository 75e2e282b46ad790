import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { label, name, renderSql, slot, sql, constant, type SqlSyntax } from '../../adapters/sql/sql.ts';
import { entitiesQuery, asCitizen } from './fixtures/ask.ts';
import { openCounted } from './fixtures/counted-fetch.ts';
import { dialects, openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { personId } from './fixtures/mini-rows.ts';

let mini: MiniDepartment;
beforeAll(async () => {
  mini = await openMiniDepartment(40);
});
afterAll(() => mini.close());

/** What is asked, by the feature whose SQL it shows. A change of SQL is reviewed as a change of the snapshot. */
const shown: Readonly<Record<string, string>> = {
  'a look-up with soft deletes and a preference': '{ citizen(id: "1") { id fullName } }',
  'a page at the root, with its count': '{ citizens { nodes { id } totalCount } }',
  'a page ordered by nullable columns, both ways': '{ citizensByScore { nodes { score } } }',
  'a page of nothing but its end': '{ units { pageInfo { hasNextPage } } }',
  'only a count': '{ citizens { totalCount } }',
  'to-one relations as joins':
    '{ households { nodes { address { fullAddress } } } units { nodes { parent { parent { name } } } } }',
  'to-one over a key with several forms': entitiesQuery('... on Household { head { fullName } }'),
  'a page for each parent, with its count': entitiesQuery(
    '... on Household { members(first: 2) { nodes { id } totalCount } }',
  ),
  'values through relations': entitiesQuery('... on Citizen { unitName badgeColour }'),
  'a composite key': entitiesQuery('... on Payment { amount }'),
  'a table without a key': entitiesQuery('... on Badge { colour }'),
  'a type only extended': entitiesQuery('... on Applicant { id notes { nodes { text } } }'),
  'several types at once': entitiesQuery('... on Citizen { id } ... on Unit { id } ... on Note { id }'),
};

describe.each(dialects)('statements on %s', (dialect) => {
  test.each(Object.entries(shown))('%s', async (_, query) => {
    const statements = await mini.subgraphs[dialect].prepare({ document: parse(query) }).explain();
    // What MySQL’s columns have where nothing is said, in MariaDB’s words.
    const written = statements.map(({ reads, text }) => `-- ${reads}\n${text}`).join('\n');
    expect(written.replaceAll('utf8mb4_0900_ai_ci', 'utf8mb4_general_ci')).toMatchSnapshot();
  });

  test('a row that is asked for under many names is joined once', async () => {
    const aliases = Array.from({ length: 40 }, (_, index) => `a${index}: parent { id parent { name } }`);
    const document = parse(`{ units { nodes { ${aliases.join(' ')} } } }`);
    const [statement] = await mini.subgraphs[dialect].prepare({ document }).explain();
    expect(statement?.text.match(/LEFT JOIN/g)).toHaveLength(2);
  });

  test('a page after a cursor, and the rows of a citizen', async () => {
    const department = await openCounted(mini.urls[dialect]);
    const list =
      'query ($after: String) { citizensByScore(first: 9, after: $after) { nodes { score } pageInfo { endCursor } } }';
    const first = await department.ask({ query: list.replace('9', '1') });
    const page = first.answer.data?.['citizensByScore'] as { readonly pageInfo: { readonly endCursor: string } };
    const later = await department.ask({ query: list, variables: { after: page.pageInfo.endCursor } });
    const end = await department.ask({ query: list.replace('9', '45') });
    const { pageInfo } = end.answer.data?.['citizensByScore'] as typeof page;
    const nulls = await department.ask({ query: list, variables: { after: pageInfo.endCursor } });
    const plain = await department.ask({ query: '{ households(first: 1) { pageInfo { endCursor } } }' });
    const { endCursor } = (plain.answer.data?.['households'] as typeof page).pageInfo;
    const keyset = await department.ask({ query: `{ households(after: "${endCursor}") { nodes { id } } }` });
    const own = await department.ask({
      query: '{ citizens { totalCount nodes { id } } }',
      request: asCitizen(personId(1)),
    });
    await department.close();
    const texts = [later, nulls, keyset, own].flatMap(({ sent }) => sent.map(({ text }) => text));
    expect(texts.join('\n')).toMatchSnapshot();
  });

  test('explain names the department and the dialect, and leaves out what is skipped', async () => {
    const query =
      'query ($yes: Boolean = true) { units @include(if: $yes) { nodes { id } } citizens @skip(if: $yes) { totalCount } }';
    const prepared = mini.subgraphs[dialect].prepare({ document: parse(query) });
    expect(await prepared.explain()).toMatchObject([{ department: 'mini', dialect, reads: 'Query.units (page)' }]);
    expect(await prepared.explain({ yes: false })).toMatchObject([{ reads: 'Query.citizens (count)' }]);
  });
});

describe('rendering', () => {
  const syntax: SqlSyntax = {
    quote: (text) => `[${text}]`,
    quoteText: (text) => `'${text}'`,
    placeholder: (position, cast) => `$${position}${cast ?? ''}`,
  };

  test('quotes names and constants, counts placeholders in order', () => {
    const tree = sql`SELECT ${name('a')} FROM ${label('t', 3)} WHERE ${name('b')} = ${slot({ kind: 'limit' }, '::x')} AND c = ${constant("it's")} LIMIT ${slot({ kind: 'own', identifier: 'id' })}`;
    expect(renderSql(tree, syntax)).toEqual({
      text: "SELECT [a] FROM t3 WHERE [b] = $1::x AND c = 'it's' LIMIT $2",
      slots: [{ kind: 'limit' }, { kind: 'own', identifier: 'id' }],
    });
  });

  test('takes nothing that only looks like a node', () => {
    const posing = JSON.parse('{"kind":"text","text":"DROP TABLE x","Sql":"text"}') as ReturnType<typeof name>;
    expect(renderSql(sql`a ${posing}`, syntax).text).not.toContain('DROP');
  });
});

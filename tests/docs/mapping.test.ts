import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { ask } from '../adapters/fixtures/ask.ts';
import { dialects, type DialectName } from '../adapters/fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from '../adapters/fixtures/small-department.ts';

/**
 * The examples of docs/mapping.md, run on every engine: tables, mapping, question, answer, and the SQL that is shown.
 * With `ONESTOP_WRITE_DOCS=1` the SQL is written into the page; a change of it is reviewed as a diff.
 */
const file = path.join(checkoutFolder(), 'docs', 'mapping.md');
const page = readFileSync(file, 'utf8');
const isWriting = process.env['ONESTOP_WRITE_DOCS'] === '1';

const [preface = '', ...sections] = page.split(/^(?=## )/m);
const titleOf = (section: string): string => /^## (.*)$/m.exec(section)?.[1] ?? '';
/** What stands between fences with these words behind them. */
const block = (section: string, info: string): string =>
  new RegExp(`^(\`{3,4})${info}\n([\\s\\S]*?)^\\1$`, 'm').exec(section)?.[2]?.trim() ?? '';
const names: Readonly<Record<DialectName, string>> = { postgres: 'PostgreSQL', sqlite: 'SQLite', mysql: 'MariaDB' };
const shownEngines = ['postgres', 'mysql', 'sqlite'] as const;

const person = { __typename: 'Citizen', id: '11010519491231002X' };
let small: SmallDepartments;
const written = new Map<string, Map<DialectName, string>>();
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(async () => {
  await small.close();
  if (!isWriting) return;
  const pages = sections.map((section) => `${withoutSql(section)}${shownSql(section)}`);
  writeFileSync(file, `${[preface.trim(), ...pages].join('\n\n')}\n`);
});

const withoutSql = (section: string): string => section.replace(/\n<details>[\s\S]*?<\/details>\n/, '').trim();

/** An engine that can't be had keeps what it had. */
function shownSql(section: string): string {
  const sqlOf = (name: DialectName) => written.get(titleOf(section))?.get(name) ?? block(section, `sql ${name}`);
  const blocks = shownEngines.map((name) => `\`\`\`sql ${name}\n${sqlOf(name)}\n\`\`\``);
  return `\n\n<details>\n<summary>The SQL it becomes: ${shownEngines.map((name) => names[name]).join(', ')}</summary>\n\n${blocks.join('\n\n')}\n\n</details>`;
}

test('the page has an example for every section', () => {
  expect(sections.length).toBeGreaterThanOrEqual(15);
  for (const section of sections)
    for (const info of ['sql tables', 'graphql mapping', 'graphql query', 'json'])
      expect([titleOf(section), info, block(section, info)]).toEqual([
        titleOf(section),
        info,
        expect.stringMatching(/\S/),
      ]);
});

describe.each(dialects)('on %s', (dialect) => {
  test.each(sections.map((section) => [titleOf(section), section] as const))('%s', async (title, section) => {
    const statements = block(section, 'sql tables')
      .split(/;\s*$/m)
      .filter((each) => each.trim() !== '');
    const subgraph = await small.open(dialect, `${smallSource()}${block(section, 'graphql mapping')}`, ...statements);
    const query = block(section, 'graphql query');
    const representations = query.includes('_entities') ? [person] : [];
    const answer = await ask(subgraph, { query, representations });
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual(JSON.parse(block(section, 'json')));
    const explained = await subgraph.prepare({ document: parse(query) }).explain();
    const sql = explained.map(({ reads, text }) => `-- ${reads}\n${text}`).join('\n');
    written.set(title, (written.get(title) ?? new Map<DialectName, string>()).set(dialect, sql));
    if (!isWriting)
      expect(sql.replaceAll('utf8mb4_0900_ai_ci', 'utf8mb4_general_ci')).toBe(block(section, `sql ${dialect}`));
  });
});

import { caseNode, citizenNode, feedbackNode, isOver, matterNode, nodesBy, none, storyNode, wideNode, type Node } from './hand-nodes.ts'; // prettier-ignore
import { openMariadb, openPostgres, type Cells } from './hand-pools.ts';
import type { SiloUrls } from './prepare-silos.ts';
import { remark, type SiloQueryName } from './silo-queries.ts';

/**
 * The silos by hand: three prepared statements at most for an answer, side by side where none needs the other, rows as
 * arrays, no value read that JSON would only write again. Shares nothing with the adapters.
 */
export type HandSql = {
  readonly answers: Readonly<Record<SiloQueryName, (id: string, alias: string) => Promise<Node>>>;
  readonly close: () => Promise<void>;
};

const registrySql = {
  citizen: 'SELECT id, name, birth_date, gender, address, city FROM citizens WHERE id = $1',
  briefPage: 'SELECT id, name, city FROM citizens WHERE id > $1 ORDER BY id LIMIT 50',
  widePage: `SELECT id, name, birth_date, gender, address, city, postal_code, phone, email, nationality
    FROM citizens WHERE id > $1 ORDER BY id LIMIT 1000`,
} as const;

const feedbackSql = {
  feedback: 'SELECT case_id, id, rating, text FROM feedback WHERE case_id = ANY($1::int[]) ORDER BY case_id, id',
  stories: 'SELECT case_id, id, rating, text, story FROM feedback WHERE case_id = ANY($1::int[]) ORDER BY case_id, id',
} as const;

const deskSql = {
  add: 'INSERT INTO remarks (citizen_id, rating, text) VALUES ($1, $2, $3) RETURNING id, rating, text',
} as const;

const casesSql = (condition: string): string => `
  SELECT c.citizen_id, c.id, c.status, c.opened_at, s.code, s.name
  FROM cases c JOIN services s ON s.code = c.service_code
  WHERE ${condition} ORDER BY c.citizen_id, c.id`;
const casesOfOne = casesSql('c.citizen_id = ?');
const pageSize = 50;
const casesOfPage = casesSql(`c.citizen_id IN (${Array.from({ length: pageSize }, () => '?').join(', ')})`);
/** A page of citizens is a stretch of the key, and nobody else's cases lie in it. */
const casesBetween = casesSql('c.citizen_id BETWEEN ? AND ?');
const statusesOfOne = 'SELECT id, status FROM cases WHERE citizen_id = ? ORDER BY id';

export function openHandSql(urls: SiloUrls): HandSql {
  const registry = openPostgres(urls.registry, registrySql);
  const feedback = openPostgres(urls.feedback, feedbackSql);
  const desk = openPostgres(urls.desk, deskSql);
  const cases = openMariadb(urls.cases);

  /** @param rows of cases; @returns their feedback's nodes, by case */
  const feedbackOf = async (rows: readonly Cells[], kind: keyof typeof feedbackSql = 'feedback') =>
    nodesBy(
      await feedback.rows(kind, [`{${rows.map((row) => row[1]).join(',')}}`]),
      kind === 'feedback' ? feedbackNode : storyNode,
    );
  const withFeedback = async (rows: readonly Cells[], kind?: keyof typeof feedbackSql) => {
    const known = await feedbackOf(rows, kind);
    return nodesBy(rows, (row) => caseNode(row, known.get(String(row[1])) ?? none));
  };
  const wholeCitizen = async (id: string): Promise<Node | null> => {
    const [[row], rows] = await Promise.all([registry.rows('citizen', [id]), cases.rows(casesOfOne, [id])]);
    if (row === undefined) return null;
    const known = await withFeedback(rows);
    return { ...citizenNode(row), cases: { nodes: known.get(id) ?? none } };
  };
  const casesOf = (people: readonly Cells[]): Promise<readonly Cells[]> => {
    const ids: (string | number | null)[] = people.map(([id = null]) => id);
    while (ids.length < pageSize) ids.push(null); // one statement for every page
    return cases.rows(casesOfPage, ids);
  };

  const answers: HandSql['answers'] = {
    Q1: async (id) => ({ resident: await wholeCitizen(id) }),
    Q2: async (after) => {
      const people = await registry.rows('briefPage', [after]);
      const known = await withFeedback(await casesOf(people));
      const nodeOf = ([id, name, city]: Cells): Node => {
        return { id, name, city, cases: { nodes: known.get(String(id)) ?? none } };
      };
      return { residents: { nodes: people.map(nodeOf) } };
    },
    Q3: async (id) => {
      const [row] = await registry.rows('citizen', [id]);
      return { resident: row === undefined ? null : citizenNode(row) };
    },
    Q4: async (after) => ({ residents: { nodes: (await registry.rows('widePage', [after])).map(wideNode) } }),
    Q5: async (after) => {
      const people = await registry.rows('widePage', [after]);
      const [first = '', last = ''] = [people[0]?.[0], people.at(-1)?.[0]];
      const known = await withFeedback(await cases.rows(casesBetween, [first, last]), 'stories');
      const nodeOf = (row: Cells): Node => ({
        ...wideNode(row),
        cases: { nodes: known.get(String(row[0])) ?? none },
      });
      return { residents: { nodes: people.map(nodeOf) } };
    },
    Q6: async (after) => {
      const people = await registry.rows('briefPage', [after]);
      const rows = await casesOf(people);
      const said = await feedbackOf(rows.filter(isOver));
      const known = nodesBy(rows, (row) => matterNode(row, said.get(String(row[1])) ?? none));
      const nodeOf = ([id, name]: Cells): Node => ({ id, name, matters: { nodes: known.get(String(id)) ?? none } });
      return { residents: { nodes: people.map(nodeOf) } };
    },
    Q7: async (id) => {
      const [[said = []], [row], rows] = await Promise.all([
        desk.rows('add', [id, remark.rating, remark.text]),
        registry.rows('citizen', [id]),
        cases.rows(statusesOfOne, [id]),
      ]);
      const [number, rating, text] = said;
      const nodes = rows.map(([caseId, status]) => ({ id: String(caseId), status }));
      const resident = row === undefined ? null : { ...citizenNode(row), cases: { nodes } };
      return { addRemark: { id: number, rating: Number(rating), text, resident } };
    },
    Q8: async (id, alias) => {
      const citizen = await wholeCitizen(id);
      if (citizen === null) return { resident: null };
      const { id: number, name, ...rest } = citizen;
      return { resident: { id: number, [alias]: name, ...rest } };
    },
  };
  const close = async (): Promise<void> => {
    await Promise.all([registry, feedback, desk, cases].map((each) => each.close()));
  };
  return { answers, close };
}

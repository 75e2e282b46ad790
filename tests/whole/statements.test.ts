import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { databasesFile } from '../../cli/demo-environment.ts';
import type { RunningGateway } from '../../cli/start-gateway.ts';
import { attachEngines, type Engines } from '../../demo/engines/attach-engines.ts';
import { databaseUrls, type PreparedDepartments } from '../../demo/prepare-departments.ts';
import { withClient } from '../../demo/seed/postgres-client.ts';
import { createDatabase } from '../../demo/seed/reader-role.ts';
import { cityFolder, environmentOf, openCity } from '../city.ts';
import { mariadbIsHere } from '../demo/fixtures/mariadb-here.ts';
import { ask, askHero, heroId, heroQuery, signedIn } from './hero.ts';
import { openPeople, type People } from './people.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';
import { openExplainer, writeExplained, type Explainer } from '../../cli/explain-operation.ts';
import { asPages, countsOf, explainedStatements, statementsOf, type Statements } from './statements.ts';

const isHere = await mariadbIsHere('statements of every department');
const testThere = isHere ? test : test.skip;

const hubName = `hub_${randomBytes(6).toString('hex')}`;

let engines: Engines;
let city: PreparedDepartments;
let fixture: ServeFixture;
let gateway: RunningGateway;
let people: People;
let explainer: Explainer;
let official: Readonly<Record<string, string>>;

beforeAll(async () => {
  if (!isHere) return;
  engines = await attachEngines({ dataFolder: cityFolder, mariadb: true });
  city = { ...(await openCity()), hub: { url: await createDatabase(engines.adminUrl, hubName) } };
  fixture = await createServeFixture();
  writeFileSync(databasesFile(fixture.folder), JSON.stringify(databaseUrls(city))); // where `explain` looks
  const files = fixture.files.map(({ file }) => `  - file: ${file}`);
  gateway = await fixture.serveHere(files, { ONESTOP_SECRET: 'the secret of this test', ...environmentOf(city) });
  official = signedIn(await fixture.token());
  people = openPeople(city);
  explainer = await openExplainer({ dataFolder: fixture.folder, environment: process.env });
});
afterAll(async () => {
  if (!isHere) return;
  await explainer.close();
  await people.close();
  await gateway.close();
  fixture.remove();
  await withClient(engines.adminUrl, (client) => client.query(`DROP DATABASE ${hubName} WITH (FORCE)`));
  await city.close();
  await engines.close();
});

const departments = ({ hub: _hub, ...others }: Statements): Statements => others;

/** What runs when nothing is asked for the first time. */
async function warm(query: string, variables: object): Promise<Statements> {
  const run = async (): Promise<void> => {
    const { body } = await ask(gateway.url, { query, variables }, official);
    expect(body.errors).toBeUndefined();
  };
  await run();
  return statementsOf(city, run);
}

testThere('`explain` says whose personal data each department is asked for', async () => {
  const text = writeExplained(await explainer.explain({ text: heroQuery }));
  const told = [...text.matchAll(/^# (\S+), for .*\n((?:# personal data .*\n)+)/gm)].map(([, name, lines = '']) => [
    name,
    lines.split('\n').slice(0, -1),
  ]);
  expect(told).toContainEqual([
    'civil-registry',
    expect.arrayContaining([expect.stringMatching(/^# personal data of Citizen, of whom id tells: .*fullName/)]),
  ]);
  expect(told.map(([name]) => name)).toContain('hotline');
  expect(writeExplained(await explainer.explain({ text: '{ services(first: 1) { nodes { id } } }' }))).not.toContain(
    'personal data',
  );
});

testThere('`explain` says what an operation costs, by its variables', async () => {
  const explain = async (text: string, variables = {}): Promise<string> =>
    writeExplained(await explainer.explain({ text, variables }));
  expect(await explain(heroQuery)).toContain('\n# costs 71 of the 100000 ');
  const page = 'query ($n: Int = 5) { citizens(first: $n) { nodes { id } } }';
  expect(await explain(page)).toContain('\n# costs 6 of ');
  expect(await explain(page, { n: 50 })).toContain('\n# costs 51 of ');
});

testThere('`explain` prints the same SQL whether a question stands in the document or in its variables', async () => {
  const given = { first: 3, where: { fullName: { contains: '桂' }, dateOfBirth: { gte: '1949-01-01' } } };
  const byVariables = await explainer.explain({
    text: 'query ($first: Int, $where: CivilRegistryCitizenWhere) { citizens(first: $first, where: $where, orderBy: [{ dateOfBirth: DESC }]) { nodes { id } } }',
    variables: given,
  });
  const written = await explainer.explain({
    text: '{ citizens(first: 3, where: { fullName: { contains: "桂" }, dateOfBirth: { gte: "1949-01-01" } }, orderBy: [{ dateOfBirth: DESC }]) { nodes { id } } }',
  });
  expect(written.fetches).toEqual(byVariables.fetches);
  expect(JSON.stringify(written.fetches)).toMatch(/WHERE .*csrq/);
});

testThere('the hero costs what `explain` prints, word for word', async () => {
  const said = { kind: 'PRAISE', title: '窗口服务很耐心', onBehalfOf: heroId, idempotencyKey: randomUUID() };
  const submit = 'mutation ($input: SubmitFeedbackInput!) { submitFeedback(input: $input) { id } }';
  expect((await ask(gateway.url, { query: submit, variables: { input: said } }, official)).body.errors).toBeUndefined();
  const ran = await warm(heroQuery, { id: heroId });
  const printed = await explainedStatements(explainer, heroQuery);
  expect(await asPages(explainer, heroQuery, departments(ran))).toEqual(printed);
  expect(countsOf(ran)).toEqual({
    'civil-registry': 5,
    approvals: 8,
    'market-regulation': 3,
    'social-insurance': 4,
    hotline: 11,
    // Page and count of the list, the rows, their ratings and promises.
    hub: 5,
  });
});

testThere('of other people no statement runs that `explain` does not print', async () => {
  const printed = await explainedStatements(explainer, heroQuery);
  const ids = await people.ids('civil-registry', 'sfzh FROM t_ry_jbxx WHERE hashtext(sfzh) % 97 = 0', 8);
  for (const id of [...ids, '990102199001010018']) {
    const ran = await asPages(explainer, heroQuery, departments(await warm(heroQuery, { id })));
    for (const [name, texts] of Object.entries(ran)) {
      const left = [...(printed[name] ?? [])];
      for (const text of texts) expect(left.splice(left.indexOf(text), 1)).toEqual([text]);
    }
  }
});

testThere('two citizens of a list cost every department as much as fifty, in the same words', async () => {
  const query = `query ($n: Int) { citizens(first: $n) { nodes {
    id fullName household { type members(first: 3) { nodes { fullName } totalCount } }
    businesses(first: 2) { nodes { role business { legalName } } totalCount }
    cases(first: 2) { nodes { status service { label } stages(first: 2) { nodes { at } totalCount } } totalCount }
    insurance { status } contributions(first: 2) { nodes { month } totalCount }
    contacts(first: 2) { nodes { id at } totalCount }
    feedback(first: 2) { nodes { id title rating { score } } totalCount }
  } } }`;
  const few = await warm(query, { n: 12 });
  const many = await warm(query, { n: 150 });
  expect(many).toEqual(few);
  const two = await warm(query, { n: 2 });
  // Of two people nobody may have a case: what hangs on it is not asked for then.
  for (const [name, count] of Object.entries(countsOf(two))) expect(count).toBeLessThanOrEqual(few[name]?.length ?? 0);
  expect(await asPages(explainer, query, departments(few))).toEqual(await explainedStatements(explainer, query));
});

testThere('a page of services costs what `explain` prints, feedback of each included', async () => {
  const query = `query ($n: Int) { services(first: $n) { nodes {
    id label channels(first: 3) { nodes { type } } stages(first: 5) { nodes { order department { name } } }
    feedback(first: 3) { nodes { id title requestedDatetime } totalCount }
  } totalCount } }`;
  const printed = await explainedStatements(explainer, query);
  const many = await warm(query, { n: 50 });
  expect(countsOf(departments(many))).toEqual(countsOf(printed));
  expect(await warm(query, { n: 100 })).toEqual(many);
});

testThere('the hero of the ids in every form costs the same', async () => {
  const run = (id: string) => statementsOf(city, () => askHero(gateway.url, official, id));
  expect(await run('110105491231002')).toEqual(await run(heroId));
});

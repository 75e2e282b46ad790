import { beforeAll, expect, test } from '@jest/globals';
import { mariadbIsHere } from '../demo/fixtures/mariadb-here.ts';
import { startSharedDemo } from './demo-process.ts';
import { ask, heroId, heroQuery, type Json } from './hero.ts';

/** The demo with MariaDB, and then in the same data folder as if none could be had. */
const isHere = await mariadbIsHere('MariaDB beside its fall-back');
const testThere = isHere ? test : test.skip;

const ids = [heroId, '440524188001010014', '34052419800101001X', '990102197508200038', '990102200306180045'];
const questions: readonly (readonly [string, object])[] = [
  ...ids.map((id) => [`the hero query of ${id}`, { query: heroQuery, variables: { id } }] as const),
  [
    'every citizen’s cases, roles and visits',
    {
      query: `{ citizens(first: 40) { nodes { id cases(first: 10) { nodes { id status statusLabel(lang: ZH) dueAt acceptedAt
        decidedAt outcome overdue validUntil stages { nodes { order status at desk } totalCount }
        pausedIntervals { nodes { from to reason } } evidence { nodes { receivedAt source evidence { label } } }
        subCases { nodes { id department { name } } totalCount } } pageInfo { endCursor } totalCount }
        businesses { nodes { id role since share business { id legalName registrationDate } } }
        counterVisits { nodes { id at channel topic waitedSeconds } totalCount } timeline(first: 20) { nodes { id at label } } } } }`,
    },
  ],
  [
    'services with everything of theirs',
    {
      query: `{ services(first: 100) { nodes { id name label itemType statutoryPeriod promisedPeriod online doneAtOnce updatedAt
        competentAuthority { name label } thematicArea { label } costs { nodes { value label } } channels { nodes { type place } }
        inputs { nodes { required originals evidence { label } } } outputs { nodes { label } }
        stages { nodes { id order promisedDays department { name } channels { nodes { type } } } } } pageInfo { endCursor } totalCount } }`,
    },
  ],
  [
    'life events with their services and evidence',
    {
      query: `{ lifeEvents { nodes { id label relatedServices { nodes { order core service { label } } }
        requiredEvidence { nodes { neededBy required evidence { label } } } } } }`,
    },
  ],
  [
    'businesses with their life',
    {
      query: `{ businesses(first: 200) { nodes { id legalName legalFormType legalEntityStatus registeredCapital paidInCapital
        registrationDate approvalDate lifecycleStage industryLabel lifecycle { nodes { kind item before after date } }
        annualReports { nodes { year employees revenue submittedAt } } people { nodes { id role fullName } }
        otherOwners { nodes { name share } } } pageInfo { endCursor } totalCount } }`,
    },
  ],
];

type Run = { readonly output: string; readonly answers: readonly string[] };
let run: { readonly mariadb: Run; readonly fallBack: Run };

beforeAll(async () => {
  if (!isHere) return;
  run = { mariadb: await answersOf({}), fallBack: await answersOf({ ONESTOP_MARIADB: 'none' }) };
});

async function answersOf(environment: Readonly<Record<string, string>>): Promise<Run> {
  const demo = await startSharedDemo(environment);
  try {
    const answers: string[] = [];
    for (const [, operation] of questions) answers.push((await ask(demo.url, operation, demo.official)).text);
    return { output: demo.output(), answers };
  } finally {
    await demo.stop();
  }
}

testThere('the demo says in a line what runs on SQLite, and why', () => {
  const lines = (output: string): readonly string[] =>
    output
      .split('\n')
      .filter((line) => line.includes('runs on SQLite'))
      .sort();
  expect(lines(run.fallBack.output)).toEqual([
    expect.stringMatching(/^approvals runs on SQLite: .*ONESTOP_MARIADB=none/),
    expect.stringMatching(/^market-regulation runs on SQLite: .*ONESTOP_MARIADB=none/),
  ]);
  expect(lines(run.mariadb.output)).toEqual([]);
});

testThere.each(questions.map(([name], index) => [name, index] as const))('%s answers the same', (_name, index) => {
  const answer = run.mariadb.answers[index] ?? '';
  expect(answer).not.toContain('"errors"');
  expect(answer.length).toBeGreaterThan(500);
  const other = run.fallBack.answers[index] ?? '';
  const { extensions: _ours, ...data }: Json = JSON.parse(answer);
  const { extensions: _theirs, ...otherData }: Json = JSON.parse(other);
  expect(otherData).toEqual(data);
  expect(JSON.stringify(otherData)).toBe(JSON.stringify(data));
});

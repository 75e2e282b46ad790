import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { departmentFiles } from '../../cli/department-files.ts';
import { demoEnvironment } from '../../cli/demo-environment.ts';
import { attachEngines, type Engines } from '../../demo/engines/attach-engines.ts';
import { isAlive } from '../../demo/engines/process-identity.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { temporaryDataFolder, until } from '../demo/fixtures/temporary-data-folder.ts';
import { startCommand, type RunningCommand } from './command.ts';
import { startDemoProcess, type DemoProcess } from './demo-process.ts';
import { mariadbIsHere } from '../demo/fixtures/mariadb-here.ts';
import { ask, askHero, signedIn, type Answer, type Json } from './hero.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';
import { expectPartOf, expectWithout, isWhole, readWhole, type Part, type Whole } from './without.ts';

const folder = temporaryDataFolder();
let demo: DemoProcess;
let engines: Engines;
let urls: Readonly<Record<string, string>>;
let whole: Whole;

beforeAll(async () => {
  demo = await startDemoProcess(folder.path);
  engines = await attachEngines({ dataFolder: folder.path });
  urls = demoEnvironment(folder.path);
  whole = await readWhole(demo.url, demo.official);
});
afterAll(async () => {
  await engines.close();
  await demo.stop();
  await folder.remove();
});

/** Everything on the PostgreSQL server: two departments, and the hub with the graph's own feedback. */
const onPostgres: readonly Part[] = ['civil-registry', 'hotline', 'feedback'];
const onMariadb: readonly Part[] = ['approvals', 'market-regulation'];

const backAgain = (url: string, headers = demo.official): Promise<void> =>
  until('everybody answers again', async () => isWhole(whole, await askHero(url, headers)), 20_000);

const isGone = async (parts: readonly Part[]): Promise<boolean> => {
  const { body } = await askHero(demo.url, demo.official);
  return new Set((body.errors ?? []).map((error: Json) => error.extensions.department)).size === parts.length;
};

/** Kills a server while its keeper is held, which would start another at once. */
async function whileKilled(pid: () => number, work: () => Promise<void>): Promise<void> {
  const killed = pid();
  process.kill(engines.keeperPid(), 'SIGSTOP');
  try {
    process.kill(killed, 'SIGKILL');
    await work();
  } finally {
    process.kill(engines.keeperPid(), 'SIGCONT');
  }
  await backAgain(demo.url);
  expect(pid()).not.toBe(killed);
}

const isHere = await mariadbIsHere('MariaDB that is killed');

describe.each([
  ['PostgreSQL', () => engines.postmasterPid(), onPostgres, test],
  ['MariaDB', () => engines.mariadbPid(), onMariadb, isHere ? test : test.skip],
] as const)('%s', (_name, pid, parts, testThere) => {
  testThere('is killed: its departments’ fields are null, the rest answers, and it comes back by itself', () =>
    whileKilled(pid, async () => {
      await until('the server is gone', () => isGone(parts));
      expectWithout(whole, parts, await askHero(demo.url, demo.official));
      expectWithout(whole, parts, await askHero(demo.url, demo.official));
    }),
  );

  testThere('is killed under load: every answer is right as far as it goes', async () => {
    const load = Promise.all(
      Array.from({ length: 4 }, async () => {
        const answers: Answer[] = [];
        for (let count = 0; count < 15; count++) answers.push(await askHero(demo.url, demo.official));
        return answers;
      }),
    );
    process.kill(pid(), 'SIGKILL');
    for (const answer of (await load).flat()) expectPartOf(whole, parts, answer);
    await backAgain(demo.url);
  });
});

describe('SQLite', () => {
  const file = () => join(folder.path, 'sqlite/social-insurance.db');

  test('is moved away: its fields are null, the rest answers, and it is found again', async () => {
    renameSync(file(), `${file()}.away`);
    try {
      expectWithout(whole, ['social-insurance'], await askHero(demo.url, demo.official));
    } finally {
      renameSync(`${file()}.away`, file());
    }
    await backAgain(demo.url);
  });

  test('is known to be down after a few questions, and up again', async () => {
    const state = async (): Promise<string> => {
      const { departments }: Json = await (await fetch(`${demo.url}/readyz`)).json();
      return departments.find(({ name }: { name: string }) => name === 'social-insurance').state;
    };
    renameSync(file(), `${file()}.away`);
    try {
      for (let count = 0; count < 6; count++)
        expectWithout(whole, ['social-insurance'], await askHero(demo.url, demo.official));
      expect(await state()).toBe('down');
    } finally {
      renameSync(`${file()}.away`, file());
    }
    await backAgain(demo.url);
    expect(await state()).toBe('up');
  });

  test('is out of reach for a list: still one error, which names the places', async () => {
    const query = '{ citizens(first: 5) { nodes { id insurance { status } benefits { totalCount } } } }';
    renameSync(file(), `${file()}.away`);
    try {
      const { body } = await ask(demo.url, { query }, demo.official);
      expect(body.errors).toHaveLength(1);
      expect(body.errors[0]).toMatchObject({
        path: ['citizens', 'nodes', 0, 'insurance'],
        extensions: {
          code: 'DEPARTMENT_UNAVAILABLE',
          paths: [
            ['citizens', 'nodes', '@', 'insurance'],
            ['citizens', 'nodes', '@', 'benefits'],
          ],
        },
      });
      expect(body.data.citizens.nodes).toHaveLength(5);
    } finally {
      renameSync(`${file()}.away`, file());
    }
    await backAgain(demo.url);
  });

  test('comes back as another file', async () => {
    copyFileSync(file(), `${file()}.copy`);
    renameSync(file(), `${file()}.away`);
    try {
      expectWithout(whole, ['social-insurance'], await askHero(demo.url, demo.official));
    } finally {
      renameSync(`${file()}.copy`, file());
    }
    await backAgain(demo.url);
  });
});

describe('a department in a process of its own', () => {
  const secret = 'shared by gateway and department';
  let fixture: ServeFixture;
  let hotline: RunningCommand;
  let gateway: RunningCommand;
  let headers: Readonly<Record<string, string>>;
  const file = (name: string) => join(checkoutFolder(), 'subgraphs', name, 'subgraph.graphql');
  const startHotline = (port: string): Promise<RunningCommand> =>
    startCommand(['subgraph', file('hotline'), '--port', port], { ...urls, ONESTOP_SECRET: secret });

  beforeAll(async () => {
    fixture = await createServeFixture();
    hotline = await startHotline('0');
    gateway = await fixture.serve(
      departmentFiles().map((each) =>
        each.file === file('hotline')
          ? `  - { name: hotline, url: '${hotline.url}/graphql' }`
          : `  - file: ${each.file}`,
      ),
      { ...urls, ONESTOP_SECRET: secret },
    );
    headers = signedIn(await fixture.token());
    // Another secret sealed the demo's cursors.
    whole = await readWhole(gateway.url, headers);
  });
  afterAll(async () => {
    await gateway.stop();
    await hotline.stop();
    fixture.remove();
  });

  test('is killed and started again', async () => {
    hotline.signal('SIGKILL');
    await hotline.ended;
    expectWithout(whole, ['hotline'], await askHero(gateway.url, headers));
    hotline = await startHotline(new URL(hotline.url).port);
    await backAgain(gateway.url, headers);
  });

  test('hangs: the answer comes within the deadline, and is whole when it goes on', async () => {
    hotline.signal('SIGSTOP');
    try {
      const startedAt = performance.now();
      const answer = await askHero(gateway.url, headers);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expectWithout(whole, ['hotline'], answer, 'DEPARTMENT_TIMEOUT');
    } finally {
      hotline.signal('SIGCONT');
    }
    await backAgain(gateway.url, headers);
    expect(isAlive(gateway.pid)).toBe(true);
  });
});

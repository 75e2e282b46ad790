import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoEnvironment } from '../../cli/demo-environment.ts';
import { attachEngines, type Engines } from '../../demo/engines/attach-engines.ts';
import { isAlive } from '../../demo/engines/process-identity.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { temporaryDataFolder, until } from '../demo/fixtures/temporary-data-folder.ts';
import { startCommand, type RunningCommand } from './command.ts';
import { startDemoProcess, type DemoProcess } from './demo-process.ts';
import { ask, askHero, signedIn, type Answer, type Json } from './hero.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';

const folder = temporaryDataFolder();
let demo: DemoProcess;
let engines: Engines;
let urls: Readonly<Record<string, string>>;
let whole: Json;

beforeAll(async () => {
  demo = await startDemoProcess(folder.path);
  engines = await attachEngines({ dataFolder: folder.path });
  urls = demoEnvironment(folder.path);
  const answer = await askHero(demo.url, demo.official);
  expect(answer.body.errors).toBeUndefined();
  whole = answer.body.data.citizen;
});
afterAll(async () => {
  await engines.close();
  await demo.stop();
  await folder.remove();
});

const fieldsOf = {
  'civil-registry': ['fullName', 'gender', 'dateOfBirth', 'domicile', 'household', 'nameChanges'],
  'social-insurance': ['insurance', 'contributions', 'benefits'],
} as const;

type Department = keyof typeof fieldsOf;

/** The hero without the department's fields: everything else is there, and one error says whose fault it is. */
function expectWithout(department: Department, { status, body }: Answer, code = 'DEPARTMENT_UNAVAILABLE'): void {
  const nulls = Object.fromEntries(fieldsOf[department].map((field) => [field, null]));
  expect(body.data.citizen).toEqual({ ...whole, ...nulls });
  expect(status).toBe(200);
  expect(body.errors).toHaveLength(1);
  expect(body.errors[0]).toMatchObject({
    path: ['citizen', fieldsOf[department][0]],
    extensions: { code, department },
  });
  expect(body.errors[0].message).toContain(department);
}

const isWhole = async (url: string, headers = demo.official): Promise<boolean> =>
  JSON.stringify((await askHero(url, headers)).body.data?.citizen) === JSON.stringify(whole);

const backAgain = (url: string, headers = demo.official): Promise<void> =>
  until('the department answers again', () => isWhole(url, headers), 20_000);

describe('PostgreSQL', () => {
  test('is killed: its fields are null, the rest answers, and it comes back by itself', async () => {
    const killed = engines.postmasterPid();
    process.kill(engines.keeperPid(), 'SIGSTOP'); // it would start another at once
    try {
      process.kill(killed, 'SIGKILL');
      await until('the server is gone', async () => (await askHero(demo.url, demo.official)).body.errors !== undefined);
      expectWithout('civil-registry', await askHero(demo.url, demo.official));
      expectWithout('civil-registry', await askHero(demo.url, demo.official));
    } finally {
      process.kill(engines.keeperPid(), 'SIGCONT');
    }
    await backAgain(demo.url);
    expect(engines.postmasterPid()).not.toBe(killed);
  });

  test('is killed under load: every answer is whole or without the registry', async () => {
    const load = Promise.all(
      Array.from({ length: 4 }, async () => {
        const answers: Answer[] = [];
        for (let count = 0; count < 25; count++) answers.push(await askHero(demo.url, demo.official));
        return answers;
      }),
    );
    process.kill(engines.postmasterPid(), 'SIGKILL');
    for (const answer of (await load).flat()) {
      if (answer.body.errors === undefined) expect(answer.body.data.citizen).toEqual(whole);
      else expectWithout('civil-registry', answer);
    }
    await backAgain(demo.url);
  });
});

describe('SQLite', () => {
  const file = () => join(folder.path, 'sqlite/social-insurance.db');

  test('is moved away: its fields are null, the rest answers, and it is found again', async () => {
    renameSync(file(), `${file()}.away`);
    try {
      expectWithout('social-insurance', await askHero(demo.url, demo.official));
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
      for (let count = 0; count < 6; count++) expectWithout('social-insurance', await askHero(demo.url, demo.official));
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
      expectWithout('social-insurance', await askHero(demo.url, demo.official));
    } finally {
      renameSync(`${file()}.copy`, file());
    }
    await backAgain(demo.url);
  });
});

describe('a department in a process of its own', () => {
  const secret = 'shared by gateway and department';
  let fixture: ServeFixture;
  let registry: RunningCommand;
  let gateway: RunningCommand;
  let headers: Readonly<Record<string, string>>;
  const file = (name: string) => join(checkoutFolder(), 'subgraphs', name, 'subgraph.graphql');
  const startRegistry = (port: string): Promise<RunningCommand> =>
    startCommand(['subgraph', file('civil-registry'), '--port', port], { ...urls, ONESTOP_SECRET: secret });

  beforeAll(async () => {
    fixture = await createServeFixture();
    registry = await startRegistry('0');
    gateway = await fixture.serve(
      [`  - { name: civil-registry, url: '${registry.url}/graphql' }`, `  - file: ${file('social-insurance')}`],
      { ...urls, ONESTOP_SECRET: secret },
    );
    headers = signedIn(await fixture.token());
    // Another secret sealed the demo's cursors.
    whole = (await askHero(gateway.url, headers)).body.data.citizen;
  });
  afterAll(async () => {
    await gateway.stop();
    await registry.stop();
    fixture.remove();
  });

  test('is killed and started again', async () => {
    registry.signal('SIGKILL');
    await registry.ended;
    expectWithout('civil-registry', await askHero(gateway.url, headers));
    registry = await startRegistry(new URL(registry.url).port);
    await backAgain(gateway.url, headers);
  });

  test('hangs: the answer comes within the deadline, and is whole when it goes on', async () => {
    registry.signal('SIGSTOP');
    try {
      const startedAt = performance.now();
      const answer = await askHero(gateway.url, headers);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expectWithout('civil-registry', answer, 'DEPARTMENT_TIMEOUT');
    } finally {
      registry.signal('SIGCONT');
    }
    await backAgain(gateway.url, headers);
    expect(isAlive(gateway.pid)).toBe(true);
  });
});

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startCommand, runCommand, type RunningCommand } from '../whole/command.ts';
import { askAnew, childrenOf, createSlowDepartment, until, type SlowDepartment } from './workers-department.ts';

let department: SlowDepartment;
let running: RunningCommand | null = null;
beforeAll(async () => {
  department = await createSlowDepartment();
}, 120_000);
afterEach(async () => {
  department.map(5);
  await department.pace(100);
  await running?.stop();
  running = null;
});
afterAll(() => department.remove());

const start = async (lines: readonly string[], workers = 2): Promise<RunningCommand> => {
  const args = ['serve', '--config', department.configure(...lines), '--port', '0', '--workers', String(workers)];
  running = await startCommand(args, department.environment);
  return running;
};

const offices = '{ offices { nodes { id name } } }';
const listed = { data: { offices: { nodes: [1, 2, 3].map((n) => ({ id: String(n), name: `office ${n}` })) } } };

type Line = Readonly<Record<string, unknown>>;

/** The log, each line of it as JSON. */
const logOf = ({ output }: RunningCommand): readonly Line[] =>
  output()
    .split('\n')
    .filter((line) => line !== '' && !/ answer(s|ed) at http/.test(line) && !/ are answered at /.test(line))
    .map((line) => JSON.parse(line) as Line);

const whoAnswered = (command: RunningCommand): ReadonlySet<unknown> =>
  new Set(logOf(command).flatMap(({ msg, pid }) => (msg === 'request' ? [pid] : [])));

const operatorsOf = ({ output }: RunningCommand): string => /answered at (http:\/\/[^\s/]+)/.exec(output())?.[1] ?? '';

const isGone = (pid: number): boolean => !existsSync(`/proc/${pid}`);

describe('two workers on one port', () => {
  test('both answer, write one log, and tell of all requests made', async () => {
    const command = await start(['operators: { port: 0 }']);
    const pids = childrenOf(command.pid);
    expect(pids).toHaveLength(2);
    const answers = await Promise.all(Array.from({ length: 20 }, () => askAnew(command.url, offices)));
    for (const each of answers) expect(each).toEqual({ status: 200, body: listed });
    await askAnew(command.url, '{ nothing }');
    await until(() => logOf(command).filter(({ msg }) => msg === 'request').length === 21);
    expect(whoAnswered(command)).toEqual(new Set(pids));
    for (let time = 0; time < 4; time += 1) {
      const metrics = await (
        await fetch(`${operatorsOf(command)}/metrics`, { headers: { connection: 'close' } })
      ).text();
      expect(metrics).toMatch(/^onestop_requests_total\{code="OK"\} 20$/m);
      expect(metrics).toMatch(/^onestop_requests_total\{code="GRAPHQL_VALIDATION_FAILED"\} 1$/m);
      expect(metrics).toMatch(/^onestop_request_duration_seconds_count 21$/m);
      expect(metrics).toMatch(/^onestop_fetches_total\{department="offices"\} 20$/m);
      expect(metrics).toMatch(/^onestop_workers 2$/m);
      expect(metrics).toMatch(/^onestop_department_up\{department="offices"\} 1$/m);
    }
    for (const address of [command.url, operatorsOf(command)])
      expect(await (await fetch(`${address}/readyz`)).json()).toMatchObject({ status: 'ready' });
  });

  test('together have no more connections to a database than its pool', async () => {
    const command = await start([]);
    await department.pace(300);
    const asked = Promise.all(Array.from({ length: 12 }, () => askAnew(command.url, offices)));
    let [most, over] = [0, false];
    void asked.then(() => (over = true));
    await until(async () => {
      most = Math.max(most, (await department.connections()).all);
      return over;
    });
    // On a busy machine some wait too long for one of the five.
    const codes = (await asked).flatMap(({ body }) => body.errors ?? []).map(({ extensions }) => extensions.code);
    expect(new Set(codes)).toEqual(new Set(codes.length === 0 ? [] : ['DEPARTMENT_BUSY']));
    // 3 of the one and 2 of the other, as far as all were met at work: more than one worker has, and never more than all.
    expect(most).toBeGreaterThan(3);
    expect(most).toBeLessThanOrEqual(5);
  });

  test('share the bucket of an address', async () => {
    const command = await start(['limits: { cost: 40, rate: { address: { perMinute: 60, burst: 40 } } }']);
    const began = performance.now();
    let answered = 0;
    for (let time = 0; time < 60; time += 1) {
      const { status } = await askAnew(command.url, '{ __typename }');
      answered += status === 200 ? 1 : 0;
      expect([200, 429]).toContain(status);
      await new Promise((resolve) => setTimeout(resolve, 60)); // what was taken is told within 50 ms
    }
    expect(whoAnswered(command).size).toBe(2);
    // Two buckets would have given 80 at once.
    const filled = 40 + (performance.now() - began) / 1000;
    expect(answered).toBeGreaterThanOrEqual(40);
    expect(answered).toBeLessThanOrEqual(Math.ceil(filled) + 1);
  });

  test('finish what they work on when they are stopped, and leave nothing behind', async () => {
    department.map(8); // whichever worker is asked has connections for all four
    const command = await start([]);
    const pids = childrenOf(command.pid);
    await askAnew(command.url, offices);
    await department.pace(1500);
    const asked = Array.from({ length: 4 }, () => askAnew(command.url, offices));
    await until(async () => (await department.connections()).busy === 4);
    command.signal('SIGTERM');
    for (const each of asked) expect(await each).toEqual({ status: 200, body: listed });
    expect(await command.ended).toBe(0);
    expect(pids.every(isGone)).toBe(true);
  });
});

test('files that change are read anew by both', async () => {
  const keys = [await generateKeyPair('ES256'), await generateKeyPair('ES256')] as const;
  const put = async (index: 0 | 1): Promise<void> => {
    const key = { ...(await exportJWK(keys[index].publicKey)), alg: 'ES256', kid: String(index) };
    writeFileSync(path.join(department.folder, 'keys.json'), JSON.stringify({ keys: [key] }));
  };
  await put(0);
  const issuer = 'https://sign-in.test';
  const command = await start([`auth: { issuer: '${issuer}', audience: onestop, jwks: keys.json }`, 'clients: { desk: { purposes: { work: a law } } }']); // prettier-ignore
  const tokens = await Promise.all(
    keys.map(({ privateKey }, index) =>
      new SignJWT({ role: 'official', client: 'desk', sub: 'a', aud: 'onestop' })
        .setProtectedHeader({ alg: 'ES256', kid: String(index) })
        .setIssuer(issuer)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey),
    ),
  );
  const statuses = (token: string | undefined) =>
    Promise.all(Array.from({ length: 6 }, async () => (await askAnew(command.url, offices, { authorization: `Bearer ${token}` })).status)); // prettier-ignore
  expect(new Set(await statuses(tokens[0]))).toEqual(new Set([200]));
  expect(new Set(await statuses(tokens[1]))).toEqual(new Set([401]));
  await put(1);
  await until(async () => new Set(await statuses(tokens[1])).size === 1 && (await statuses(tokens[1]))[0] === 200);
  await until(async () => (await statuses(tokens[0])).every((status) => status === 401));
  expect(whoAnswered(command).size).toBe(2);
}, 60_000);

describe('a worker that dies', () => {
  test('is started again, which the log tells, and what it counted is not lost', async () => {
    const command = await start(['operators: { port: 0 }']);
    const before = childrenOf(command.pid);
    for (let time = 0; time < 6; time += 1) await askAnew(command.url, offices);
    const read = async () =>
      (await fetch(`${operatorsOf(command)}/metrics`, { headers: { connection: 'close' } })).text();
    expect(await read()).toMatch(/^onestop_requests_total\{code="OK"\} 6$/m);
    process.kill(before[0] ?? 0, 'SIGKILL');
    await until(() => childrenOf(command.pid).length === 2 && childrenOf(command.pid).join() !== before.join());
    await until(() => command.output().includes('a worker was started again'));
    const said = logOf(command).find(({ msg }) => msg === 'a worker ended');
    expect(said).toMatchObject({ worker: 1, workerPid: before[0], signal: 'SIGKILL' });
    for (let time = 0; time < 6; time += 1) expect((await askAnew(command.url, offices)).body).toEqual(listed);
    expect(await read()).toMatch(/^onestop_requests_total\{code="OK"\} 12$/m);
    expect(await read()).toMatch(/^onestop_workers 2$/m);
  });

  test('and can’t be started again ends the command with the reason', async () => {
    const command = await start([]);
    const pids = childrenOf(command.pid);
    rmSync(department.file);
    process.kill(pids[1] ?? 0, 'SIGKILL');
    expect(await command.ended).toBe(1);
    expect(command.output()).toMatch(/CONFIG_INVALID: .*offices.graphql: the file can’t be read\n  →/);
    const tries = command.output().match(/"msg":"a worker ended"/g);
    expect(tries).toHaveLength(6);
    expect(pids.every(isGone)).toBe(true);
  }, 60_000);

  test('of its start at once ends the command, and is tried once', async () => {
    department.map(1);
    const command = runCommand(['serve', '--config', department.configure(), '--port', '0', '--workers', '2'], department.environment); // prettier-ignore
    expect(await command.ended).toBe(1);
    expect(command.output()).toBe(
      'CONFIG_INVALID: offices.graphql: a pool of 1 connections is less than one for each of 2 workers\n' +
        '  → Start 1 workers or fewer, or write @source(pool: 2) if the database can bear it.\n',
    );
  });
});

test('a number of workers that is none is refused', async () => {
  for (const workers of ['0', 'two', '33']) {
    const command = runCommand(
      ['serve', '--config', department.configure(), '--workers', workers],
      department.environment,
    );
    expect(await command.ended).toBe(2);
    expect(command.output()).toContain(`the number of workers is a whole number from 1 to 32, not “${workers}”`);
  }
  const command = runCommand(['serve', '--config', department.configure('workers: 1.5')], department.environment);
  expect(await command.ended).toBe(1);
  expect(command.output()).toContain('1.5 processes can’t be started');
});

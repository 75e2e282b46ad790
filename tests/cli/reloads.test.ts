import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand, startCommand, type RunningCommand } from '../whole/command.ts';
import { askAnew, createSlowDepartment, until, type SlowDepartment } from './workers-department.ts';

let department: SlowDepartment;
let subgraph: RunningCommand;
beforeAll(async () => {
  department = await createSlowDepartment();
  await department.pace(1);
  subgraph = await startCommand(['subgraph', department.file, '--port', '0'], department.environment);
}, 120_000);
afterAll(async () => {
  await subgraph.stop();
  await department.remove();
});

const file = (): string => path.join(department.folder, 'supergraph.graphql');

test('a supergraph that changes takes over in every worker, without a request that fails; a wrong one changes nothing', async () => {
  const compose = runCommand(['compose', department.file, '--url', `offices=${subgraph.url}/graphql`, '--out', file()], department.environment); // prettier-ignore
  expect([await compose.ended, compose.output()]).toEqual([0, '']);
  const args = ['gateway', '--supergraph', file(), '--port', '0', '--workers', '2'];
  const gateway = await startCommand(args, department.environment);
  try {
    const query = '{ offices(first: 1) { nodes { id name } } }';
    const listed = { data: { offices: { nodes: [{ id: '1', name: 'office 1' }] } } };
    const ask = async (asked: string) => (await askAnew(gateway.url, asked)).body;
    const said = (text: string): number => gateway.output().split(text).length - 1;
    for (let time = 0; time < 6; time += 1) expect(await ask(query)).toEqual(listed);
    const one = readFileSync(file(), 'utf8');

    writeFileSync(file(), 'type Query { nothing: Int }');
    await until(async () => {
      expect(await ask(query)).toEqual(listed);
      return said('what they said before stays') === 2;
    });

    // The type goes by another name: what is asked most is still right, and this is new.
    writeFileSync(file(), one.replaceAll(/\bOffice\b(?!Connection)/g, 'Bureau'));
    await until(async () => {
      expect(await ask(query)).toEqual(listed);
      return said('a new supergraph has taken over') === 2;
    });
    expect(gateway.output()).toMatch(/"warmed":1,"dropped":0,"ms":\d+,"msg":"a new supergraph has taken over"/);
    for (let time = 0; time < 6; time += 1)
      expect(await ask('{ __type(name: "Bureau") { name } }')).toEqual({ data: { __type: { name: 'Bureau' } } });
  } finally {
    expect(await gateway.stop()).toBe(0);
  }
}, 120_000);

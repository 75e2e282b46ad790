import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCity } from '../city.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { runHere } from '../cli/run-here.ts';
import { runCommand } from './command.ts';
import { demoFolder, demoHeaders, borrowDemo, type AskedDemo } from './demo-process.ts';
import { ask, heroId } from './hero.ts';
import { killGateways } from './killed-gateways.ts';

let demo: AskedDemo;
beforeAll(async () => {
  demo = await borrowDemo();
}, 120_000);
afterAll(() => demo.stop());

const audit = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await runHere(['audit', ...args, '--data', demoFolder]);
  return { code, output: stdout + stderr };
};

test('each of 150 people read in one operation finds it in their own log, at once', async () => {
  const requestId = randomUUID();
  const query = '{ citizens(first: 150) { nodes { id fullName insurance { status } } } }';
  const { body } = await ask(demo.url, { query }, { ...demo.official, 'x-request-id': requestId });
  const ids: readonly string[] = body.data.citizens.nodes.map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(150);
  const logOf = async (id: string) => {
    const own = await demoHeaders(demoFolder, 'citizen', id);
    const mine = `{ citizen(id: "${id}") { accessLog(first: 20, where: {isOwn: {eq: false}}) { nodes { requestId fields departments receiverName legalBasis } totalCount } } }`;
    return (await ask(demo.url, { query: mine }, own)).body;
  };
  const logs = [];
  // As many at a time as the hub takes.
  for (let from = 0; from < ids.length; from += 15)
    logs.push(...(await Promise.all(ids.slice(from, from + 15).map(logOf))));
  for (const each of logs) {
    expect(each.errors).toBeUndefined();
    // Others ask the same city meanwhile.
    const node = each.data.citizen.accessLog.nodes.find((one: { requestId: string }) => one.requestId === requestId);
    expect(node).toMatchObject({ requestId, receiverName: expect.stringContaining('市民服务中心') });
    expect(node.fields).toEqual(expect.arrayContaining(['Citizen.fullName', 'Query.citizens']));
    expect(node.departments).toContain('civil-registry');
    expect(each.data.citizen.accessLog.totalCount).toBeGreaterThan(0);
  }
});

test('nobody reads the log of another, and none of it is public', async () => {
  const query = `{ citizen(id: "${heroId}") { accessLog { totalCount nodes { id } } } }`;
  const asked = [{}, demo.official, await demoHeaders(demoFolder, 'citizen', '440524188001010014')];
  for (const headers of asked) {
    const { body } = await ask(demo.url, { query }, headers);
    expect(body.data.citizen.accessLog).toBeNull();
    expect(body.errors).toHaveLength(1);
  }
});

test('`audit verify` finds nothing wrong beside a running demo, `audit export` gives every record and the roots', async () => {
  const verify = runCommand(['audit', 'verify', '--data', demoFolder]);
  expect(await verify.ended).toBe(0);
  expect(verify.output()).toContain('Nothing is missing');
  expect(await audit('sign')).toMatchObject({ code: 0 });
  const report = JSON.parse((await audit('verify', '--json')).output);
  expect(report).toMatchObject({ problems: [] });
  expect(report.roots).toBeGreaterThan(0);
  const today = new Date().toISOString().slice(0, 10);
  const exported = await audit('export', '--since', '2026-01-01', '--until', today);
  const lines = exported.output.trimEnd().split('\n').map((line) => JSON.parse(line));
  expect(lines.filter((line) => 'record' in line).length).toBeGreaterThanOrEqual(report.records);
  expect(lines.filter((line) => 'heads' in line).length).toBeGreaterThanOrEqual(report.roots);
  expect(lines.at(-1)).toEqual({ publicKey: expect.stringContaining('PUBLIC KEY') });
  expect(await audit('export', '--since', 'yesterday', '--until', today)).toMatchObject({ code: 2 });
}); // prettier-ignore

test('of a gateway that is killed under load, no answer has left that is not written down', async () => {
  const city: PreparedDepartments = await openCity();
  try {
    const { answered, missing } = await killGateways(city, 2);
    expect(answered).toBeGreaterThan(10);
    expect(missing).toBe(0);
  } finally {
    await city.close();
  }
}, 120_000);

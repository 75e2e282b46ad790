import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { departmentFiles } from '../../cli/department-files.ts';
import { demoPurpose } from '../../cli/demo-clients.ts';
import { journalNames, JournalReader } from '../../subgraphs/access/journals.ts';
import { environmentOf } from '../city.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { createHub } from '../subgraphs/feedback/fixtures/hub.ts';
import { askHero, heroId, type Json } from './hero.ts';
import { createServeFixture } from './serve-fixture.ts';

/**
 * Kills gateways under load, again and again, and looks whether each answer that has left was written down.
 * @returns how many answers had left, and how many of them are missing
 */
export async function killGateways(
  city: PreparedDepartments,
  kills: number,
): Promise<{ readonly answered: number; readonly missing: number }> {
  const [fixture, hub] = [await createServeFixture(), await createHub()];
  const departments = departmentFiles().map(({ file }) => `  - file: ${JSON.stringify(file)}`);
  const environment = {
    ...environmentOf(city),
    HUB_URL: hub.url,
    ONESTOP_SECRET: 'a secret of the tests, long enough',
  };
  const answered = new Set<string>();
  let asked = 0;
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const gateway = await fixture.serve(departments, environment);
      const headers = { authorization: `Bearer ${await fixture.token()}`, 'x-purpose': demoPurpose };
      const over = { now: false };
      const isOver = (): boolean => over.now;
      const worker = async (): Promise<void> => {
        while (!isOver()) {
          const requestId = `kill-${(asked += 1)}`;
          try {
            const { status, body } = await askHero(gateway.url, { ...headers, 'x-request-id': requestId }, heroId);
            // A machine that is busy may be too slow for a department's deadline: that is told, and is no loss.
            const codes = new Set((body.errors ?? []).map((error: Json) => error.extensions.code));
            for (const busy of ['DEPARTMENT_TIMEOUT', 'DEPARTMENT_BUSY']) codes.delete(busy);
            expect([status, [...codes]]).toEqual([200, []]);
            if (body.data.citizen.fullName !== null) answered.add(requestId);
          } catch (error) {
            if (!isOver()) throw error;
          }
        }
      };
      const workers = Array.from({ length: 6 }, worker);
      const before = answered.size;
      for (const end = Date.now() + 20_000; answered.size < before + 5 && Date.now() < end;) await delay(5);
      await delay(Math.random() * 300);
      over.now = true;
      gateway.signal('SIGKILL');
      await Promise.all([...workers, gateway.ended]);
    }
    const written = await writtenRequests(path.join(fixture.folder, 'access-log', 'journals'));
    return { answered: answered.size, missing: [...answered].filter((id) => !written.has(id)).length };
  } finally {
    await hub.remove();
    fixture.remove();
  }
}

async function writtenRequests(folder: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const name of await journalNames(folder))
    for await (const lines of new JournalReader(folder, name).read())
      for (const { chained } of lines) found.add(chained.record.requestId);
  return found;
}

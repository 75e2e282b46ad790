import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { createMappedSubgraph } from '../../../adapters/mapped-subgraph.ts';
import { createInteraction } from '../../../subgraphs/interaction/interaction.ts';
import type { Subgraph } from '../../../schema/subgraph.ts';
import { readRightMapping } from '../../adapters/fixtures/mini-department.ts';

/** A touchpoint as a department stored it; `at` as yyyyMMddHHmmss, null where nobody wrote it down. */
export type Visit = { readonly id: number; readonly person: string; readonly at: string | null };

export const departmentNames = ['alpha', 'beta', 'gamma'] as const;
export type DepartmentName = (typeof departmentNames)[number];

/** Three departments with touchpoints of the same people, each in a SQLite file of its own, and what merges them. */
export type ThreeDepartments = {
  readonly departments: Readonly<Record<DepartmentName, Subgraph>>;
  readonly interaction: Subgraph;
  readonly insert: (department: DepartmentName, visits: readonly Visit[]) => void;
  /** Removes every row. */
  readonly clear: () => void;
  close(): Promise<void>;
};

const typeNames = { alpha: 'AlphaVisit', beta: 'BetaCall', gamma: 'GammaLetter' } as const;

const sdlOf = (name: DepartmentName): string => `
  extend schema @source(name: "${name}", url: "env:NONE", timezone: "Asia/Shanghai", pool: 1)
  type Citizen @key(fields: "id") {
    id: ID! @column(as: RESIDENT_ID)
    ${name}Visits: ${typeNames[name]}Connection
      @relation(fields: ["id"], references: ["person"], as: RESIDENT_ID)
      @list(orderBy: ["at DESC"], max: 100)
  }
  type ${typeNames[name]} implements Contact @key(fields: "id") @table(name: "visits") @subject(field: "personId") {
    id: ID! @column(name: "number", prefix: "${name}:")
    personId: ID @column(name: "person", as: RESIDENT_ID)
    at: DateTime @column(name: "moment", format: "yyyyMMddHHmmss")
  }`;

export const typenameOf = (name: DepartmentName): string => typeNames[name];

/** @param wrap what stands before each department, to make it fail */
export function openThreeDepartments(wrap: (subgraph: Subgraph) => Subgraph = (each) => each): ThreeDepartments {
  const folder = mkdtempSync(path.join(tmpdir(), 'onestop merged '));
  const open = (name: DepartmentName) => {
    const file = path.join(folder, `${name}.db`);
    const database = new Database(file);
    database.exec('PRAGMA synchronous = OFF'); // what is written here need not outlive the machine
    database.exec('CREATE TABLE visits (number INTEGER PRIMARY KEY, person TEXT NOT NULL, moment TEXT)');
    database.exec('CREATE INDEX visits_person ON visits (person)');
    const subgraph = createMappedSubgraph({
      ...readRightMapping(sdlOf(name)),
      databaseUrl: `sqlite:${file}`,
      secret: 'a secret of the tests',
      onFailure: () => {},
    });
    return { database, subgraph };
  };
  const opened = { alpha: open('alpha'), beta: open('beta'), gamma: open('gamma') };
  const departments = {
    alpha: wrap(opened.alpha.subgraph),
    beta: wrap(opened.beta.subgraph),
    gamma: wrap(opened.gamma.subgraph),
  };
  const interaction = createInteraction({
    subgraphs: Object.values(departments),
    secret: 'a secret of the tests',
    onFailure: (error) => {
      throw error;
    },
  });
  if (interaction === null) throw new Error('nobody has a part of any list');
  return {
    departments,
    interaction,
    insert: (name, visits) => {
      const insert = opened[name].database.prepare('INSERT INTO visits VALUES (?, ?, ?)');
      for (const { id, person, at } of visits) insert.run(id, person, at);
    },
    clear: () => {
      for (const { database } of Object.values(opened)) database.exec('DELETE FROM visits');
    },
    close: async () => {
      await Promise.all(Object.values(opened).map(({ subgraph }) => subgraph.close()));
      for (const { database } of Object.values(opened)) database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

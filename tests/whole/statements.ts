import { Worker } from 'node:worker_threads';
import { jest } from '@jest/globals';
import mysql2 from 'mysql2';
import pg from 'pg';
import type { Explainer } from '../../cli/explain-operation.ts';
import { databaseUrls, type PreparedDepartments } from '../../demo/prepare-departments.ts';

/** Department, or `hub`, → texts of statements, sorted. */
export type Statements = Readonly<Record<string, readonly string[]>>;

/** What a session is opened with is nobody's question, nor are the records of readings that go to the hub when they can. */
const isQuestion = (text: string): boolean =>
  !/^(SET SESSION|SELECT version\(\)|INSERT INTO access_(record|entry) )/.test(text);

/**
 * Runs some work and tells what went to each department's engine meanwhile; its drivers run in this process.
 * @param departments whose only SQLite file is social insurance's
 */
export async function statementsOf(
  departments: PreparedDepartments,
  work: () => Promise<unknown>,
): Promise<Statements> {
  const heard = new Map<string, string[]>();
  const owners = new Map(Object.entries(databaseUrls(departments)).map(([name, url]) => [databaseOf(url), name]));
  const hear = (owner: string, text: string): void => {
    if (isQuestion(text)) heard.set(owner, [...(heard.get(owner) ?? []), text]);
  };
  const ownerOf = (database: unknown): string => owners.get(String(database)) ?? String(database);
  const spies = [
    spy(pg.Client.prototype, 'query', (client, [first]) => {
      const text = property(first, 'text');
      if (typeof text === 'string') hear(ownerOf(property(client, 'database')), text);
    }),
    spy(mysql2.Connection.prototype, 'execute', (connection, [first]) => {
      hear(ownerOf(property(property(connection, 'config'), 'database')), String(first));
    }),
    spy(Worker.prototype, 'postMessage', (_worker, [message]) => {
      const text = property(message, 'text');
      if (typeof text === 'string') hear('social-insurance', text);
    }),
  ];
  try {
    await work();
  } finally {
    for (const each of spies) each.mockRestore();
  }
  return Object.fromEntries([...heard].map(([name, texts]) => [name, texts.sort()]));
}

const databaseOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** Hears every call of a method, and lets it through. */
export function spy(prototype: object, method: string, hear: (self: unknown, given: readonly unknown[]) => void) {
  const target = prototype as Record<string, (...given: unknown[]) => unknown>;
  const original = target[method];
  if (original === undefined) throw new Error(`there is no ${method}`);
  return jest.spyOn(target, method).mockImplementation(function (this: unknown, ...given: unknown[]) {
    hear(this, given);
    return Reflect.apply(original, this, given);
  });
}

/** What `explain` prints of each department's statements; the graph's own systems apart. */
export async function explainedStatements(explainer: Explainer, text: string): Promise<Statements> {
  const { fetches } = await explainer.explain({ text });
  const told = new Map<string, string[]>();
  for (const { department, statements } of fetches) {
    const run = statements.flatMap((each) => (each.dialect === 'resolver' ? [] : [each.text]));
    if (run.length > 0) told.set(department, [...(told.get(department) ?? []), ...run]);
  }
  return Object.fromEntries([...told].map(([name, texts]) => [name, texts.sort()]));
}

/** The same statements, those of one key, and of several with few rows, as the pages that `explain` prints beside them. */
export async function asPages(explainer: Explainer, text: string, ran: Statements): Promise<Statements> {
  const { fetches } = await explainer.explain({ text });
  const pages = new Map(
    fetches.flatMap(({ statements }) =>
      statements.flatMap(({ soleText, scanText, text: page }) =>
        [soleText, scanText].flatMap((each) => (each === undefined ? [] : [[each, page] as const])),
      ),
    ),
  );
  const told = Object.entries(ran).map(([name, texts]) => [name, texts.map((each) => pages.get(each) ?? each).sort()]);
  return Object.fromEntries(told) as Statements;
}

export const countsOf = (statements: Statements): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(statements).map(([name, texts]) => [name, texts.length]));

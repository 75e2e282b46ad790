import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resolveUrl } from '../../adapters/load-mapped-subgraph.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onestop-urls-'));
  file = path.join(folder, 'url');
  writeFileSync(file, 'postgres://reader:secret@host/db\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resolve = (url: string, environment: Readonly<Record<string, string>> = {}): string =>
  resolveUrl(url, { where: 'a.graphql', environment });

test('a database’s URL stands in the environment, in a file, or in a file that the environment names', () => {
  expect(resolve('sqlite:city.db')).toBe('sqlite:city.db');
  expect(resolve('env:CITY_URL', { CITY_URL: 'mysql://reader@host/db' })).toBe('mysql://reader@host/db');
  expect(resolve(`file:${file}`)).toBe('postgres://reader:secret@host/db');
  expect(resolve('env:CITY_URL', { CITY_URL: `file:${file}` })).toBe('postgres://reader:secret@host/db');
});

test('a file that is not there is named', () => {
  expect(() => resolve(`env:CITY_URL`, { CITY_URL: `file:${file}x` })).toThrow(
    `${file}x of the database’s URL can’t be read`,
  );
});

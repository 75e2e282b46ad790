import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chooseDocuments, readTrustedDocuments } from '../../cli/trusted-documents.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onestop-documents-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const units = { id: 'units', body: 'query Units { adminUnits { id } }', name: 'Units', type: 'query' };
const manifest = (operations: unknown, format = 'apollo-persisted-query-manifest') => JSON.stringify({ format, version: 1, operations }); // prettier-ignore

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('a manifest is read', () => {
  const file = write('manifest.json', manifest([units]));
  expect(readTrustedDocuments(file)).toEqual([{ ...units, file }]);
});

test('of a folder every manifest and every document is read, others not', () => {
  const own = path.join(folder, 'several');
  mkdirSync(own);
  write('several/b.json', manifest([units]));
  write('several/a.graphql', 'mutation { touch(id: "1") }');
  write('several/README.md', 'not one of them');
  const id = createHash('sha256').update('mutation { touch(id: "1") }').digest('hex');
  expect(readTrustedDocuments(own)).toMatchObject([{ id, name: null, type: null }, { id: 'units' }]);
});

test.each([
  ['is not there', () => path.join(folder, 'none.json'), 'none.json: it can’t be read'],
  ['is not JSON', () => write('bad.json', '{'), 'bad.json: it is not JSON'],
  ['is of another format', () => write('bad.json', manifest([units], 'relay')), 'bad.json: it is no manifest'],
  ['holds no operations', () => write('bad.json', manifest(undefined)), 'its `operations` are no list'],
  ['holds one without a body', () => write('bad.json', manifest([{ ...units, body: undefined }])), 'operation “units” wants'], // prettier-ignore
  ['holds one without an id', () => write('bad.json', manifest([units, {}])), 'operation number 2 wants'],
  ['is an empty folder', () => { mkdirSync(path.join(folder, 'empty')); return path.join(folder, 'empty'); }, 'holds no .json'], // prettier-ignore
])('what %s is told of', (_what, source, says) => {
  expect(() => readTrustedDocuments(source())).toThrow(says);
});

test('what the command line names is all that is run', () => {
  const config = { trustedDocuments: { path: 'a', only: false } };
  for (const trustedDocuments of [config.trustedDocuments, 'any', null] as const)
    expect(chooseDocuments({ trustedDocuments }, 'b', 'a.yaml').trustedDocuments).toEqual({ path: 'b', only: true });
  expect(chooseDocuments(config, undefined, 'a.yaml')).toEqual(config);
});

test('without it the configuration has to say what is run', () => {
  expect(chooseDocuments({ trustedDocuments: 'any' }, undefined, 'a.yaml').trustedDocuments).toBe('any');
  expect(() => chooseDocuments({ trustedDocuments: null }, undefined, 'a.yaml')).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: 'a.yaml trustedDocuments: it does not say which documents are run',
      action: expect.stringMatching(/`trustedDocuments: \{ file: .*--trusted-only PATH.*`trustedDocuments: any`/),
    }),
  );
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder, openOwnFile, secret } from '../../demo/data-folder.ts';

const refused = expect.objectContaining({ code: 'CONFIG_INVALID' });
const isRoot = process.getuid?.() === 0;

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), 'onestop-folder-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function failureOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('a data folder', () => {
  test('is made for us alone, and opened again', () => {
    const made = openDataFolder(join(folder, 'new'));
    expect(fs.statSync(made).mode & 0o777).toBe(0o700);
    expect(openDataFolder(made)).toBe(made);
  });

  test('is refused where others may write, be it the secrets only', () => {
    fs.chmodSync(folder, 0o777);
    expect(failureOf(() => openDataFolder(folder))).toEqual(refused);
    fs.chmodSync(folder, 0o700);
    fs.mkdirSync(join(folder, 'secrets'));
    fs.chmodSync(join(folder, 'secrets'), 0o770);
    expect(failureOf(() => secret(folder, 'graph'))).toEqual(refused);
  });

  (isRoot ? test : test.skip)('is refused where it is another account’s', () => {
    fs.chownSync(folder, 65534, 65534);
    expect(failureOf(() => openDataFolder(folder))).toEqual(refused);
  });

  test('is refused where it is a link', () => {
    fs.mkdirSync(join(folder, 'real'), { mode: 0o700 });
    fs.symlinkSync(join(folder, 'real'), join(folder, 'link'));
    expect(failureOf(() => openDataFolder(join(folder, 'link')))).toEqual(refused);
  });
});

describe('a file in it', () => {
  test('is not followed to elsewhere', () => {
    fs.mkdirSync(join(folder, 'secrets'), { mode: 0o700 });
    fs.writeFileSync(join(folder, 'elsewhere'), 'a secret that somebody knows');
    fs.symlinkSync(join(folder, 'elsewhere'), join(folder, 'secrets', 'graph'));
    fs.symlinkSync(join(folder, 'elsewhere'), join(folder, 'gateway.log'));
    expect(failureOf(() => secret(folder, 'graph'))).toEqual(refused);
    expect(failureOf(() => openOwnFile(join(folder, 'gateway.log')))).toEqual(refused);
  });

  test('becomes private when it is opened', () => {
    const log = join(folder, 'gateway.log');
    fs.writeFileSync(log, 'a line\n', { mode: 0o644 });
    fs.closeSync(openOwnFile(log));
    expect([fs.statSync(log).mode & 0o777, fs.readFileSync(log, 'utf8')]).toEqual([0o600, 'a line\n']);
  });

  test('that holds an empty secret is refused', () => {
    const first = secret(folder, 'graph');
    expect(secret(folder, 'graph')).toBe(first);
    fs.writeFileSync(join(folder, 'secrets', 'graph'), '');
    expect(failureOf(() => secret(folder, 'graph'))).toEqual(refused);
  });
});

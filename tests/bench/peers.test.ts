import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const read = (file: string) => readFileSync(new URL(`../../bench/peers/${file}`, import.meta.url), 'utf8');

test.each(['.', 'hive', 'postgraphile'])(
  'what is measured beside Onestop is pinned, and bound to no registry: %s',
  (peer) => {
    const { dependencies } = JSON.parse(read(`${peer}/package.json`));
    for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(read(`${peer}/package-lock.json`)).not.toContain('"resolved"');
  },
);

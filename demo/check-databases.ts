import { OnestopError } from '../schema/errors.ts';
import { departmentNames, departmentSeeds } from './departments.ts';
import type { DepartmentSeed } from './seed/department-seed.ts';

type Kind = { readonly urls: RegExp; readonly example: string };

const kinds: Readonly<Record<DepartmentSeed['engine'], Kind>> = {
  postgres: { urls: /^postgres(ql)?:/, example: 'postgres://…' },
  mariadb: { urls: /^(mysql|sqlite):/, example: 'mysql://…' },
  sqlite: { urls: /^sqlite:/, example: 'sqlite:PATH' },
};

/** What may be named: every department, and the database of the graph's own systems. */
const known: ReadonlyMap<string, Kind> = new Map([
  ...departmentNames.map((name) => [name, kinds[departmentSeeds[name].engine]] as const),
  ['hub', kinds.postgres],
]);

/**
 * Whether each name is one of the demo's and each URL of a kind it can run on.
 * @throws {OnestopError} `CONFIG_INVALID`
 */
export function checkDatabases(databases: Readonly<Record<string, string>>): void {
  for (const [name, url] of Object.entries(databases)) {
    const kind = known.get(name);
    if (kind?.urls.test(url) === true) continue;
    const reason =
      kind === undefined ? 'the demo has no such department' : 'this department can’t run on such a database';
    const examples = [...known].map(([each, { example }]) => `${each}=${example}`);
    const fix = `Use ${examples.join(', ')}.`;
    throw new OnestopError('CONFIG_INVALID', { where: `--databases ${name}`, reason, fix });
  }
}

import { OnestopError } from '../../schema/errors.ts';
import type { Driver, DriverOptions } from './driver.ts';
import { createMysqlDriver } from '../dialects/mysql/mysql-driver.ts';
import { createPostgresDriver } from '../dialects/postgres/postgres-driver.ts';
import { createSqliteDriver } from '../dialects/sqlite/sqlite-driver.ts';

/**
 * The driver for a database URL: `postgres://…`, `mysql://…`, `mariadb://…` or `sqlite:PATH`.
 * @throws {OnestopError} `CONFIG_INVALID` for a URL no dialect knows
 */
export function openDriver(options: DriverOptions): Driver {
  if (/^postgres(ql)?:\/\//.test(options.url)) return createPostgresDriver(options);
  if (/^(mysql|mariadb):\/\//.test(options.url)) return createMysqlDriver(options);
  if (options.url.startsWith('sqlite:') && options.tls !== undefined)
    throw new OnestopError('CONFIG_INVALID', {
      where: `the database of ${options.department}`,
      reason: 'a file is not reached over a network',
      fix: 'Remove `tls:`.',
    });
  if (options.url.startsWith('sqlite:')) return createSqliteDriver(options);
  const scheme = /^[a-z+]+:/i.exec(options.url)?.[0] ?? 'no scheme';
  throw new OnestopError('CONFIG_INVALID', {
    where: `the database of ${options.department}`,
    reason: `${scheme} is no database this version knows`,
    fix: 'Use postgres://…, mysql://… or sqlite:PATH.',
  });
}

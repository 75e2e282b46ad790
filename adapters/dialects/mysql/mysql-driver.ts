import { OnestopError } from '../../../schema/errors.ts';
import type { SqlValue } from '../../sql/sql.ts';
import type { TableName } from '../../database/dialect.ts';
import type { Driver, DriverOptions, Question, Row } from '../../database/driver.ts';
import { readMysqlUrl } from './mysql-address.ts';
import { loadMysqlCatalog } from './mysql-catalog.ts';
import { failureCode, isSchemaChange } from './mysql-failures.ts';
import { MysqlPool } from './mysql-pool.ts';
import { mysql } from './mysql.ts';

/**
 * A pool of read-only sessions on one MariaDB or MySQL database.
 * @throws {OnestopError} `CONFIG_INVALID` for a URL or files that can't be read
 */
export function createMysqlDriver(options: DriverOptions): Driver {
  const { department, statementTimeoutMs, onFailure } = options;
  const address = readMysqlUrl(options.url, { where: department, files: options.tls, onFailure });
  const pool = new MysqlPool({ address, size: options.pool, statementTimeoutMs, onFailure });
  let asked = 0;
  const queryWhenFree = async (settle: () => Question): Promise<readonly Row[]> => {
    if (asked >= options.pool + options.queue) throw new OnestopError('DEPARTMENT_BUSY', { department });
    asked += 1;
    try {
      return await pool.read(settle);
    } catch (error) {
      onFailure(error);
      if (isSchemaChange(error)) options.onSchemaChange?.();
      throw new OnestopError(failureCode(error), { department }, { cause: error });
    } finally {
      asked -= 1;
    }
  };
  const query = (text: string, values: readonly SqlValue[]) => queryWhenFree(() => ({ text, values }));
  return {
    dialect: mysql,
    query,
    queryWhenFree,
    catalog: (tables: readonly TableName[]) => loadMysqlCatalog(query, tables),
    ping: async () => {
      await query('SELECT 1', []);
    },
    close: () => pool.close(),
  };
}

/** Has MariaDB on this machine before the tests want it all at once: found, or unpacked from Debian's packages. */
import { engineAccount } from '../demo/engines/engine-account.ts';
import { findMariadb } from '../demo/engines/find-mariadb.ts';

const request = { dataFolder: '', account: engineAccount(), signal: AbortSignal.timeout(300_000), log: () => {} };
try {
  const { version } = await findMariadb(request);
  console.log(`mariadb: ${version}`);
} catch (error) {
  console.log(`mariadb: ${error.message}; the tests that need it will fail`);
  process.exitCode = 1;
}

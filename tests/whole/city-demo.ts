import { randomBytes } from 'node:crypto';
import { startDemo, type Demo } from '../../cli/start-demo.ts';
import { attachEngines, type AttachRequest } from '../../demo/engines/attach-engines.ts';
import { withClient } from '../../demo/seed/postgres-client.ts';
import { createDatabase } from '../../demo/seed/reader-role.ts';
import { cityFolder, citySize } from '../city.ts';
import { engineUnderTest } from '../engine-under-test.ts';
import { silence } from './silence.ts';

/** A demo over the city, with a hub of its own: what is said there is not the city's, whose rows other tests count. */
export async function startCityDemo(wanted: Omit<AttachRequest, 'dataFolder'> = {}): Promise<Demo> {
  const hubName = `hub_${randomBytes(6).toString('hex')}`;
  const engines = await attachEngines({ dataFolder: cityFolder, ...wanted });
  const databases = { hub: await createDatabase(engines.adminUrl, hubName) };
  const options = { port: 0, dataFolder: cityFolder, ...citySize, databases, engine: engineUnderTest };
  const demo = await startDemo({ ...options, output: silence() });
  return {
    ...demo,
    close: async () => {
      await demo.close();
      await withClient(engines.adminUrl, (client) => client.query(`DROP DATABASE ${hubName} WITH (FORCE)`));
      await engines.close();
    },
  };
}

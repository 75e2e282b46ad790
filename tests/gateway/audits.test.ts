import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { openCity, type City } from './city.ts';

let city: City;
beforeAll(async () => {
  city = await openCity();
  await city.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => city.close());

test('all 61 audits of GraphQL over HTTP pass', async () => {
  const address = city.app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const results = await auditServer({ url: `http://127.0.0.1:${String(port)}/graphql` });
  const failures = results.flatMap((result) =>
    result.status === 'ok' ? [] : [`${result.id} ${result.name}: ${result.reason}`],
  );
  expect(failures).toEqual([]);
  expect(results).toHaveLength(61);
});

#!/usr/bin/env -S node --max-semi-space-size=32 --heap-growing-percent=200 --no-allocation-site-pretenuring
import { fastify } from 'fastify';
import { listen, untilStopped } from '../../cli/listen.ts';
import { openHandSql } from './hand-sql.ts';
import type { SiloUrls } from './prepare-silos.ts';

/**
 * SQL written by hand behind one route a question: `GET /Q1/990000000000000001`, `POST` where it writes, `?as=` where
 * names are called otherwise. Argument: the databases' URLs.
 */
const handSql = openHandSql(JSON.parse(process.argv[2] ?? '') as SiloUrls); // written by the bench itself
const app = fastify({ logger: false });

type Asked = { readonly Params: { readonly id: string }; readonly Querystring: { readonly as?: string } };

// Without a schema of the answers: JSON.stringify takes half the CPU of a generated serialiser, where most is text.
for (const [name, answer] of Object.entries(handSql.answers)) {
  app.route<Asked>({
    method: name === 'Q7' ? 'POST' : 'GET',
    url: `/${name}/:id`,
    handler: async ({ params, query }) => ({ data: await answer(params.id, query.as ?? 'name') }),
  });
}

const url = await listen(app, { host: '127.0.0.1', port: 0 });
console.log(`hand-sql answers at ${url}`);
await untilStopped(() => app.close().then(() => handSql.close()));

#!/usr/bin/env -S node --max-semi-space-size=32 --heap-growing-percent=200
import { fastify } from 'fastify';
import { databasesFile } from '../cli/demo-environment.ts';
import { listen } from '../cli/listen.ts';
import { readJson } from '../demo/data-folder.ts';
import { openHandSql, type HandSqlUrls } from './hand-sql/hand-sql.ts';
import { queries } from './queries.ts';
import type { Listening } from './targets.ts';

/** The same answers by hand-written SQL: one route, no GraphQL, nobody checks who asks; argument: the data folder. */
const urls = readJson(databasesFile(process.argv[2] ?? '')) ?? {};
const handSql = openHandSql(urls as HandSqlUrls); // written by the bench itself
const byText = new Map(queries.map((query) => [query.text, query.byHand]));
const app = fastify({ logger: false });

type Body = { readonly query: string; readonly variables: { readonly id: string } };
app.post<{ Body: Body }>('/', async ({ body }) => ({
  data: await byText.get(body.query)?.(handSql, body.variables.id),
}));

const url = await listen(app, { host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ url: `${url}/`, headers: {} } satisfies Listening));
process.once('SIGTERM', () => void app.close().then(() => handSql.close()));

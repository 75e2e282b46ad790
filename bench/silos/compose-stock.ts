import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { request } from 'undici';

/**
 * The supergraph of subgraphs that run, for gateways that don't compose themselves.
 * @param urls their GraphQL, by name
 * @throws {Error} where they don't compose
 */
export async function composeStock(urls: Readonly<Record<string, string>>): Promise<string> {
  const services = await Promise.all(
    Object.entries(urls).map(async ([name, url]) => ({ name, url, typeDefs: parse(await readSdl(url)) })),
  );
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(`the stock subgraphs don't compose: ${errors.join('; ')}`);
  return supergraphSdl;
}

async function readSdl(url: string): Promise<string> {
  const { body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ _service { sdl } }"}',
  });
  const { data } = (await body.json()) as { readonly data: { readonly _service: { readonly sdl: string } } };
  return data._service.sdl;
}

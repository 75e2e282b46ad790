import { readFileSync } from 'node:fs';
import { Kind, parse, print, visit, type SelectionNode } from 'graphql';
import { request } from 'undici';

/** A body as it came over the wire. */
export type Json = ReturnType<typeof JSON.parse>;

export type Answer = { readonly status: number; readonly text: string; readonly body: Json };

export const heroId = '11010519491231002X';
export const heroQuery = readFileSync(new URL('../../docs/hero.graphql', import.meta.url), 'utf8');

/** The hero query without these fields of the citizen. */
export function heroQueryWithout(names: readonly string[]): string {
  const isGone = (node: SelectionNode): boolean => node.kind === Kind.FIELD && names.includes(node.name.value);
  const lacking = visit(parse(heroQuery), {
    Field: (node) => {
      if (node.name.value !== 'citizen' || node.selectionSet === undefined) return undefined;
      const selections = node.selectionSet.selections.filter((each) => !isGone(each));
      return { ...node, selectionSet: { ...node.selectionSet, selections } };
    },
  });
  return print(lacking);
}

type Headers = Readonly<Record<string, string>>;

/** Posts an operation. */
export async function ask(url: string, operation: object, headers: Headers = {}): Promise<Answer> {
  const response = await request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
  });
  const text = await response.body.text();
  return { status: response.statusCode, text, body: JSON.parse(text) };
}

export const askHero = (url: string, headers: Headers, id = heroId): Promise<Answer> =>
  ask(url, { query: heroQuery, variables: { id } }, headers);

export const signedIn = (token: string): Headers => ({
  authorization: `Bearer ${token}`,
  'x-purpose': 'service-delivery',
});

/** The answer with every sealed cursor under one name, so that two readers of the same rows can be compared. */
export const withoutCursors = (data: unknown): Json =>
  JSON.parse(
    JSON.stringify(data, (key: string, value: unknown) =>
      key === 'endCursor' && typeof value === 'string' && value !== '' ? 'a cursor' : value,
    ),
  );

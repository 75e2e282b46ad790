import type { PutQuestion, Question } from '../load.ts';

/**
 * PostGraphile's own words for the questions that one database can answer, with the names of the others. Its lists
 * have no filter by order: where a page begins is said by a cursor, which is the key.
 */
export function askPostgraphile({ name, text }: Question, id: string): PutQuestion {
  const body = name === 'Q3' ? one(text, id) : page(text, id);
  return { method: 'POST', path: '/graphql', body: JSON.stringify(body) };
}

const one = (text: string, id: string) => ({
  query: text.replace('$id: ID!', '$id: String!').replace('resident(', 'resident: citizen('),
  variables: { id },
});

const page = (text: string, id: string) => ({
  query: text
    .replace('$id: String!', '$after: Cursor!')
    .replace(/residents\(first: (\d+), .*?\}\s*\}\)/, 'residents: citizens(first: $1, after: $after)'),
  variables: { after: Buffer.from(JSON.stringify(['primary_key_asc', id])).toString('base64') },
});

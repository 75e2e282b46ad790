import type { PutQuestion, Question } from '../load.ts';

/** What PostGraphile's cursors call the order by primary key; were it another, it would refuse the cursor. */
const byKey = '68ef21359a';

/**
 * PostGraphile's own words for the questions that one database can answer, with the names of the others. Its lists
 * have no filter by order: where a page begins is said by a cursor, which holds the key.
 */
export function askPostgraphile({ name, text }: Question, id: string): PutQuestion {
  const body = name === 'Q3' ? one(text, id) : page(text, id);
  return { method: 'POST', path: '/graphql', body: JSON.stringify(body) };
}

const one = (text: string, id: string) => ({
  query: text
    .replace('$id: ID!', '$id: String!')
    .replace('resident(id: $id) { id', 'resident: citizenByRowId(rowId: $id) { id: rowId'),
  variables: { id },
});

const page = (text: string, id: string) => ({
  query: text
    .replace('$id: String!', '$after: Cursor!')
    .replace(
      /residents\(first: (\d+), .*\) \{ nodes \{ id/,
      'residents: allCitizens(first: $1, after: $after) { nodes { id: rowId',
    ),
  variables: { after: Buffer.from(JSON.stringify([byKey, id])).toString('base64') },
});

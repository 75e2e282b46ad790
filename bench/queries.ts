import { readFileSync } from 'node:fs';
import type { Answer, HandSql } from './hand-sql/hand-sql.ts';

/** One question, in GraphQL and by hand. */
export type Query = {
  readonly name: string;
  readonly text: string;
  /** The same `data`, but for cursors. */
  readonly byHand: (handSql: HandSql, id: string) => Promise<Answer>;
};

const pageSize = 50;

export const queries: readonly Query[] = [
  {
    name: 'hero',
    text: readFileSync(new URL('../docs/hero.graphql', import.meta.url), 'utf8'),
    byHand: (handSql, id) => handSql.hero(id),
  },
  {
    name: 'citizen',
    text: 'query Citizen($id: ID!) { citizen(id: $id) { id fullName gender dateOfBirth domicile { fullAddress postCode } } }',
    byHand: (handSql, id) => handSql.citizen(id),
  },
  {
    name: 'page',
    text: `query Page { citizens(first: ${pageSize}) { nodes { id fullName household { type address { fullAddress } } insurance { employer status accountBalance } } } }`,
    byHand: (handSql) => handSql.page(pageSize),
  },
];

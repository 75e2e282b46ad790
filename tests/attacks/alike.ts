import type { CountedDepartment, SentStatement } from '../adapters/fixtures/counted-fetch.ts';
import { cases, events, lockers, people } from './guarded-department.ts';
import type { Ask } from './matrix.ts';
import { judge } from './oracle.ts';
import { requestFor, type Viewer } from './viewers.ts';

/** A question about one id; of those that are there and are kept from somebody, and of none. */
type Question = {
  readonly path: string;
  readonly query: string;
  readonly type?: string;
  readonly kept: readonly string[];
  readonly absent: string;
};

const lookUp = (field: string, selection: string): string => `query ($id: ID!) { ${field}(id: $id) { ${selection} } }`;
const entity = (type: string, selection: string): string =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${selection} } } }`;
const person = 'id name phone home { street } cases { totalCount nodes { title steps { nodes { text } } } }';

/** @param entities does it answer `_entities`? */
function questionsFor(viewer: Viewer, entities: boolean): readonly Question[] {
  const judgement = judge(viewer, (text) => text);
  const idsOf = <Row extends { readonly id: string }>(rows: readonly Row[], seen: readonly Row[]): readonly string[] =>
    rows.filter((row) => !seen.some(({ id }) => id === row.id)).map(({ id }) => id);
  const kept = judgement.seesPeople ? idsOf(people, judgement.people) : people.map(({ id }) => id);
  const hidden = idsOf(cases, judgement.cases);
  const eventless = judgement.seesPeople
    ? kept.filter((id) => !judgement.events.some((row) => row.person === id))
    : kept;
  const visits = idsOf(events, judgement.events).filter((id) => id !== 'E-2' && id !== 'E-3');
  const all: readonly Question[] = [
    { path: 'a person', query: lookUp('person', person), kept, absent: 'P-ZERO' },
    { path: 'people by id', query: 'query ($id: ID!) { people(where: {id: {eq: $id}}) { totalCount nodes { id } } }', kept, absent: 'P-ZERO' }, // prettier-ignore
    { path: 'a locker', query: lookUp('locker', 'id code'), kept: idsOf(lockers, judgement.lockers), absent: 'L-9' },
    { path: 'cases by id', query: 'query ($id: ID!) { cases(where: {id: {eq: $id}}) { totalCount nodes { id } } }', kept: hidden, absent: 'C-9' }, // prettier-ignore
    { path: 'events by their person', query: 'query ($id: ID!) { events(where: {personId: {eq: $id}}) { totalCount nodes { id } } }', kept: eventless, absent: 'P-ZERO' }, // prettier-ignore
  ];
  if (!entities) return all;
  return [
    ...all,
    ...(judgement.seesPeople
      ? [
          { path: 'a person as an entity', query: entity('Person', person), type: 'Person', kept, absent: 'P-ZERO' },
          { path: 'a visit as an entity', query: entity('Visit', 'id note mood'), type: 'Visit', kept: visits, absent: 'E-9' }, // prettier-ignore
        ]
      : []),
    ...(judgement.seesCases
      ? [{ path: 'a case as an entity', query: entity('Case', 'id title person { id } steps { nodes { id } } personName'), type: 'Case', kept: hidden, absent: 'C-9' }] // prettier-ignore
      : []),
  ];
}

/**
 * Asks for what is there but is kept from somebody, and for what is not there: answer, errors, findings, and the
 * statements that were sent for it, with what was bound to them, are the same but for the id.
 */
export async function redPairs(
  viewer: Viewer,
  ask: Ask,
  { sent, entities }: Sending,
): Promise<{ readonly asked: number; readonly statements: number; readonly red: readonly string[] }> {
  // prettier-ignore
  const red: string[] = [];
  let [asked, statements] = [0, 0];
  for (const { path, query, type, kept, absent } of questionsFor(viewer, entities)) {
    const tellsOf = async (id: string): Promise<string> => {
      sent.length = 0;
      const representations = type === undefined ? [] : [{ __typename: type, id }];
      const answer = await ask({ query, variables: type === undefined ? { id } : {}, representations, request: requestFor(viewer) }); // prettier-ignore
      return JSON.stringify([answer, sent]).replaceAll(id, '<id>');
    };
    const nothing = kept.length === 0 ? '' : await tellsOf(absent);
    for (const id of kept) {
      asked += 1;
      const told = await tellsOf(id);
      statements += sent.length;
      if (told !== nothing) red.push(`${viewer.name}, ${path} ${id}: ${told} where ${absent} has ${nothing}`);
    }
  }
  return { asked, statements, red };
}

export type Sending = {
  /** Statements that were sent since it was last emptied. */
  readonly sent: SentStatement[];
  readonly entities: boolean;
};

/** A department whose statements are gathered. */
export const watched =
  (department: CountedDepartment, sent: SentStatement[]): Ask =>
  async (question) => {
    const counted = await department.ask(question);
    sent.push(...counted.sent);
    return counted.answer;
  };

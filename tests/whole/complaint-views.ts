import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Demo } from '../../cli/start-demo.ts';
import { ask, heroId, signedIn, type Json } from './hero.ts';

/** Whoever has to do with a complaint; the neighbour is another citizen, nobody has not signed in. */
export type Who = 'hero' | 'neighbour' | 'official' | 'integrator' | 'nobody';
export type Mutation = 'submitFeedback' | 'rateCase' | 'respondToFeedback' | 'reopenFeedback' | 'rectify';

/** All that the graph's own feedback says of itself. */
const everything = `id title description kind kindLabel(lang: ZH) status statusLabel(lang: ZH) detailedState detailedStateLabel(lang: ZH) statusNotes
  agencyResponsible channelLabel(lang: ZH) requestedDatetime updatedDatetime expectedDatetime
  service { id } case { id } requester { id } onBehalfOf { id }
  rating { score levelLabel(lang: ZH) comment contactDueAt rectifyDueAt ratedAt } ratings { totalCount }
  promises { kind kindLabel(lang: ZH) startedAt dueAt pausedIntervals { from to } metAt broken }
  rectifications { what note serviceVersion service { id } }
  events(first: 50) { totalCount nodes { state stateLabel(lang: ZH) actor note } }`;

/** What every owner of feedback says, in one selection for all of them. */
const row = `id title kindLabel(lang: ZH) status statusLabel(lang: ZH) detailedState detailedStateLabel(lang: ZH) statusNotes agencyResponsible requestedDatetime
  service { id } case { id } rating { score }`;

/** What a complaint is about. */
export type Subject = { readonly caseId: string; readonly serviceId: string };

export type Views = {
  /** Body of the answer. */
  send(who: Who, query: string, variables?: Readonly<Record<string, unknown>>): Promise<Json>;
  /**
   * Takes a step, and takes it again as a client does that heard no answer: the second time nothing changes.
   * Answers the feedback as it stands afterwards.
   */
  take(who: Who, mutation: Mutation, input: Readonly<Record<string, unknown>>): Promise<Json>;
  /** Body of the answer to a step that may be refused. */
  attempt(who: Who, mutation: Mutation, input: Readonly<Record<string, unknown>>): Promise<Json>;
  /** A step that is refused: its code and message. */
  refused(who: Who, mutation: Mutation, input: Readonly<Record<string, unknown>>): Promise<readonly [string, string]>;
  /** The citizen about herself: her feedback, whoever owns it, her timeline and her contacts. */
  citizen(who?: Who): Promise<Json>;
  /** The whole queue of an office, page by page. */
  queue(agency: string): Promise<readonly Json[]>;
  /** One feedback, and every list it may stand in. */
  lists(who: Who, id: string, subject: Subject): Promise<Json>;
};

/** @param neighbour id of the other citizen */
export async function openViews(demo: Pick<Demo, 'url' | 'token'>, neighbour: string): Promise<Views> {
  const headers: Readonly<Record<Who, Readonly<Record<string, string>>>> = {
    hero: signedIn(await demo.token('citizen', heroId)),
    neighbour: signedIn(await demo.token('citizen', neighbour)),
    official: signedIn(await demo.token('official')),
    integrator: signedIn(await demo.token('integrator')),
    nobody: {},
  };
  const send: Views['send'] = async (who, query, variables = {}) =>
    (await ask(demo.url, { query, variables }, headers[who])).body;
  const change = (who: Who, mutation: Mutation, input: Readonly<Record<string, unknown>>) => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${everything} } }`;
    const variables = { input: { idempotencyKey: randomUUID(), ...input } };
    return () => send(who, query, variables);
  };
  return {
    send,
    take: async (who, mutation, input) => {
      const request = change(who, mutation, input);
      const first = await request();
      expect(first.errors).toBeUndefined();
      expect(await request()).toEqual(first);
      return first.data[mutation];
    },
    attempt: (who, mutation, input) => change(who, mutation, input)(),
    refused: async (who, mutation, input) => {
      const { data, errors } = await change(who, mutation, input)();
      expect(data).toEqual({ [mutation]: null });
      return [errors[0].extensions.code, errors[0].message];
    },
    citizen: async (who = 'hero') => {
      const query = `query ($id: ID!) { citizen(id: $id) { feedback(first: 100) { totalCount nodes { __typename ${row} } }
        timeline(first: 100) { totalCount nodes { __typename id at label(lang: ZH) } } contacts(first: 100) { totalCount nodes { id at } } } }`;
      const { data, errors } = await send(who, query, { id: who === 'neighbour' ? neighbour : heroId });
      expect(errors).toBeUndefined();
      return data.citizen;
    },
    queue: async (agency) => {
      const query = `query ($agency: String!, $after: String) { feedbackQueue(agency: $agency, first: 100, after: $after) {
        nodes { ${everything} } pageInfo { hasNextPage endCursor } } }`;
      const rows: Json[] = [];
      for (let after: string | null = null, more = true; more;) {
        const { data, errors }: Json = await send('official', query, { agency, after });
        expect(errors).toBeUndefined();
        rows.push(...data.feedbackQueue.nodes);
        ({ endCursor: after, hasNextPage: more } = data.feedbackQueue.pageInfo);
      }
      return rows;
    },
    lists: (who, id, { caseId, serviceId }) => {
      const query = `query ($id: ID!, $caseId: ID!, $serviceId: ID!) {
        feedback(id: $id) { ${row} ... on PortalFeedback { promises { kind broken } } }
        feedbacks(first: 100) { totalCount nodes { id } } portalFeedbacks(first: 100) { totalCount nodes { id } }
        service(id: $serviceId) { feedback(first: 100) { totalCount nodes { id } } }
        case(id: $caseId) { feedback(first: 100) { totalCount nodes { id } } } }`;
      return send(who, query, { id, caseId, serviceId });
    },
  };
}

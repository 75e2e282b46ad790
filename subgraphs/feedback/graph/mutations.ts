import type { GraphQLResolveInfo } from 'graphql';
import { noteFailureOfOthers, requireTime } from '../../../adapters/hub/mutation-failures.ts';
import { accountedReader } from '../../../adapters/ports/entity-reader.ts';
import type { ResolverContext } from '../../../adapters/resolver-subgraph.ts';
import type { RequestContext } from '../../../schema/request.ts';
import type { Desk } from '../steps/desk.ts';
import { rectify, reopenFeedback, respondToFeedback } from '../steps/follow-up.ts';
import type { FeedbackRow } from '../steps/held-feedback.ts';
import { rateCase } from '../steps/rate-case.ts';
import { submitFeedback } from '../steps/submit-feedback.ts';
import { receiptFor } from './receipt.ts';
import { ownOf } from './viewer.ts';

export type MutationScope = {
  readonly desk: Desk;
  readonly system: string;
  /** By id, whosever it is: whoever has just taken a step may see what it came to. */
  readonly load: (id: string) => Promise<FeedbackRow | null>;
  /** What was read before a step is out of date after it. */
  readonly forget: (context: ResolverContext) => void;
};

type TakesInput<T> = (desk: Desk, input: T, request: RequestContext) => Promise<string>;

/** Resolvers of everything that changes a feedback; each answers the feedback as it stands afterwards. */
export function mutationResolvers(scope: MutationScope) {
  const change = async <T>(take: TakesInput<T>, input: T, context: ResolverContext) => {
    const own = ownOf(context.request);
    requireTime(context.request, scope.system);
    const id = await take(
      { ...scope.desk, entities: accountedReader(scope.desk.entities, context) },
      input,
      context.request,
    );
    scope.forget(context);
    const row = await scope.load(id);
    if (row === null) throw new TypeError('a feedback that was written is not there');
    context.tell({ subjects: row.citizenId === null ? [] : [row.citizenId] });
    return receiptFor(own, row);
  };
  const changing =
    <T>(take: TakesInput<T>) =>
    (_root: unknown, { input }: { readonly input: T }, context: ResolverContext, info: GraphQLResolveInfo) =>
      change(take, input, context).catch((error: unknown) =>
        noteFailureOfOthers(error, { system: scope.system, context, info }),
      );
  return {
    Mutation: {
      submitFeedback: changing(submitFeedback),
      rateCase: changing(rateCase),
      respondToFeedback: changing(respondToFeedback),
      reopenFeedback: changing(reopenFeedback),
      rectify: changing(rectify),
    },
  };
}

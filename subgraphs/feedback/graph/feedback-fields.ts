import type { ResolverContext } from '../../../adapters/resolver-subgraph.ts';
import { OnestopError } from '../../../schema/errors.ts';
import { expectedAt, type FeedbackRow } from '../steps/held-feedback.ts';
import { isBroken, type FeedbackPromise, type Pause } from '../steps/promise.ts';
import { scores } from '../steps/service-levels.ts';
import type { EventRow } from '../store/events.ts';
import type { Moment } from '../../../adapters/hub/moment.ts';
import type { RatingRow, RectificationRow } from '../store/parts.ts';
import { connection } from '../../../adapters/hub/relay-connection.ts';
import { labelOf } from './labels.ts';
import type { GraphScope } from './lists.ts';
import { dateTime } from './moments.ts';
import { readFirst, type PageArguments } from '../../../adapters/hub/page-arguments.ts';
import { isReceipt } from './receipt.ts';

type RatingSource = { readonly rating: RatingRow; readonly promises: readonly FeedbackPromise[] };
type PromiseSource = { readonly promise: FeedbackPromise; readonly now: Moment };

const stub = (typename: string, id: string | null) => (id === null ? null : { __typename: typename, id });
const [maxEvents, maxRatings] = [100, 100];
const eventList = 'feedback PortalFeedback.events';
const ratingList = 'feedback PortalFeedback.ratings';

/** Resolvers of a feedback and of what stands beside it. */
export function feedbackResolvers(scope: GraphScope & { readonly now: () => Moment }) {
  const { loadersOf, cursors, now } = scope;
  const promisesOf = ({ id }: FeedbackRow, context: ResolverContext) => loadersOf(context).promises.load(id);
  const ratingsOf = async (row: FeedbackRow, context: ResolverContext): Promise<readonly RatingSource[]> => {
    const [ratings, promises] = await Promise.all([loadersOf(context).ratings.load(row.id), promisesOf(row, context)]);
    return ratings.map((rating) => ({ rating, promises }));
  };
  const events = (row: FeedbackRow, asked: PageArguments, context: ResolverContext) => {
    const first = readFirst(asked, maxEvents);
    const after = openCursor(scope, eventList, asked.after ?? null);
    const loaders = loadersOf(context);
    return connection<EventRow>({
      first,
      hasPreviousPage: after > 0,
      rows: () => loaders.events.load({ id: row.id, first, after }),
      total: () => loaders.eventTotals.load(row.id),
      cursorOf: ({ seq }) => cursors.seal(eventList, [{ n: String(seq) }]),
    });
  };
  const ratings = (row: FeedbackRow, asked: PageArguments, context: ResolverContext) => {
    const first = readFirst(asked, maxRatings);
    const after = openCursor(scope, ratingList, asked.after ?? null);
    const all = () => ratingsOf(row, context);
    return connection<RatingSource>({
      first,
      hasPreviousPage: after > 0,
      rows: async () => (await all()).filter(({ rating }) => rating.seq > after).slice(0, first + 1),
      total: async () => (await all()).length,
      cursorOf: ({ rating }) => cursors.seal(ratingList, [{ n: String(rating.seq) }]),
    });
  };
  return {
    PortalFeedback: {
      serviceRequestId: ({ id }: FeedbackRow) => id.slice(id.indexOf(':') + 1),
      kindLabel: labelOf<FeedbackRow>('FeedbackKind', ({ kind }) => kind),
      statusLabel: labelOf<FeedbackRow>('FeedbackStatus', ({ status }) => status),
      detailedStateLabel: labelOf<FeedbackRow>('FeedbackState', ({ state }) => state),
      channelLabel: labelOf<FeedbackRow>('ChannelType', ({ channel }) => channel),
      label: labelOf<FeedbackRow>('FeedbackKind', ({ kind }) => kind),
      detailedState: ({ state }: FeedbackRow) => state,
      agencyResponsible: ({ agency }: FeedbackRow) => agency,
      serviceNotice: ({ question }: FeedbackRow) => question,
      service: ({ serviceId }: FeedbackRow) => stub('PublicService', serviceId),
      case: ({ caseId }: FeedbackRow) => stub('Case', caseId),
      requester: ({ citizenId }: FeedbackRow) => stub('Citizen', citizenId),
      onBehalfOf: ({ citizenId, enteredBy }: FeedbackRow) =>
        stub('Citizen', citizenId === enteredBy ? null : citizenId),
      requestedDatetime: ({ requestedAt }: FeedbackRow) => dateTime(requestedAt),
      at: ({ requestedAt }: FeedbackRow) => dateTime(requestedAt),
      updatedDatetime: ({ updatedAt }: FeedbackRow) => dateTime(updatedAt),
      ...unlessReceipt({
        expectedDatetime: async (row: FeedbackRow, _asked: unknown, context: ResolverContext) =>
          dateTime(expectedAt(await promisesOf(row, context))),
        rating: async (row: FeedbackRow, _asked: unknown, context: ResolverContext) =>
          (await ratingsOf(row, context)).at(-1) ?? null,
        ratings,
        promises: async (row: FeedbackRow, _asked: unknown, context: ResolverContext) =>
          (await promisesOf(row, context)).map((promise): PromiseSource => ({ promise, now: now() })),
        rectifications: ({ id }: FeedbackRow, _asked: unknown, context: ResolverContext) =>
          loadersOf(context).rectifications.load(id),
        events,
      }),
    },
    FeedbackEvent: {
      id: ({ feedbackId, seq }: EventRow) => `${feedbackId}:${String(seq)}`,
      stateLabel: labelOf<EventRow>('FeedbackState', ({ state }) => state),
      at: ({ at }: EventRow) => dateTime(at),
    },
    Rating: {
      level: ({ rating }: RatingSource) => rating.level,
      levelLabel: labelOf<RatingSource>('RatingLevel', ({ rating }) => rating.level),
      score: ({ rating }: RatingSource) => scores[rating.level] ?? null,
      indicators: ({ rating }: RatingSource) => rating.indicators,
      comment: ({ rating }: RatingSource) => rating.comment,
      ratedAt: ({ rating }: RatingSource) => dateTime(rating.ratedAt),
      realName: ({ rating }: RatingSource) => rating.realName,
      excludedReason: ({ rating }: RatingSource) => rating.excludedReason,
      contactDueAt: (source: RatingSource) => dateTime(dueOf(source, 'CONTACT')),
      rectifyDueAt: (source: RatingSource) => dateTime(dueOf(source, 'RECTIFY')),
    },
    FeedbackPromise: {
      kind: ({ promise }: PromiseSource) => promise.kind,
      kindLabel: labelOf<PromiseSource>('FeedbackPromiseKind', ({ promise }) => promise.kind),
      startedAt: ({ promise }: PromiseSource) => dateTime(promise.startedAt),
      dueAt: ({ promise }: PromiseSource) => dateTime(promise.dueAt),
      pausedIntervals: ({ promise }: PromiseSource) => promise.pauses,
      metAt: ({ promise }: PromiseSource) => dateTime(promise.metAt),
      broken: ({ promise, now: at }: PromiseSource) => isBroken(promise, at),
    },
    FeedbackPause: { from: ({ from }: Pause) => dateTime(from), to: ({ to }: Pause) => dateTime(to) },
    Rectification: {
      whatLabel: labelOf<RectificationRow>('RectificationTarget', ({ what }) => what),
      case: ({ caseId }: RectificationRow) => stub('Case', caseId),
      service: ({ serviceId }: RectificationRow) => stub('PublicService', serviceId),
      at: ({ at }: RectificationRow) => dateTime(at),
    },
  };
}

const dueOf = ({ rating, promises }: RatingSource, kind: FeedbackPromise['kind']): Moment | null =>
  promises.find((promise) => promise.kind === kind && promise.ratingSeq === rating.seq)?.dueAt ?? null;

type FieldResolvers = Readonly<Record<string, (row: FeedbackRow, asked: never, context: ResolverContext) => unknown>>;

/** What becomes of a feedback is no business of somebody who entered it for another. */
const unlessReceipt = (fields: FieldResolvers): FieldResolvers =>
  Object.fromEntries(
    Object.entries(fields).map(([name, resolve]) => [
      name,
      (row, asked, context) => (isReceipt(row) ? null : resolve(row, asked, context)),
    ]),
  );

/** The number of the last row that was given; 0 for the beginning. */
function openCursor({ cursors }: GraphScope, list: string, after: string | null): number {
  if (after === null) return 0;
  const [seq, ...rest] = cursors.open(list, after) ?? [];
  if (typeof seq !== 'object' || seq === null || !('n' in seq) || rest.length > 0)
    throw new OnestopError('CURSOR_INVALID');
  return Number(seq.n);
}

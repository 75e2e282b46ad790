import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import type { Moment } from '../../../adapters/hub/moment.ts';
import { noteFailureOfOthers, requireTime } from '../../../adapters/hub/mutation-failures.ts';
import { readFirst, type PageArguments } from '../../../adapters/hub/page-arguments.ts';
import { connection } from '../../../adapters/hub/relay-connection.ts';
import { requireDepartment } from '../../../adapters/hub/require-department.ts';
import { accountedReader } from '../../../adapters/ports/entity-reader.ts';
import type { ResolverContext } from '../../../adapters/resolver-subgraph.ts';
import type { CursorCodec } from '../../../adapters/run/cursor.ts';
import type { RequestContext } from '../../../schema/request.ts';
import { openPageCursor } from '../open-page-cursor.ts';
import {
  citizenDisputes,
  countDisputes,
  loadDispute,
  loadDisputePages,
  ownerDisputes,
  type DisputeList,
  type DisputePageRow,
  type DisputeQuestion,
  type DisputeRow,
} from '../store/disputes.ts';
import { disputeLabel } from './labels.ts';
import { answerDispute, callerOf, disputeField, disputesOf, type DisputeDesk } from './take-disputes.ts';

export type DisputeScope = {
  readonly system: string;
  readonly ask: Ask;
  readonly cursors: CursorCodec;
  readonly desk: DisputeDesk;
};

type Status = DisputeQuestion['status'];
type Asked = PageArguments & { readonly status?: Status };

/** Longest page. */
const most = 100;

/** Resolvers of disputes: the two mutations, a department's list, and a citizen's. */
export function disputeResolvers(scope: DisputeScope) {
  return {
    Mutation: {
      disputeField: changing(scope, disputeField),
      answerDispute: changing(scope, answerDispute),
    },
    Query: {
      disputes: (_root: unknown, asked: Asked & { readonly owner: string }, context: ResolverContext) => {
        requireDepartment(callerOf(context.request, ['official', 'admin'], { action: disputesOf, who: 'officials' }), [asked.owner], disputesOf); // prettier-ignore
        return list(scope, { ...asked, list: ownerDisputes, key: asked.owner }, context);
      },
    },
    Citizen: {
      disputes: ({ id }: { readonly id: string }, asked: Asked, context: ResolverContext) => {
        callerOf(context.request, ['citizen', 'admin'], { action: 'a person’s disputes', who: 'that person' });
        context.tell({ subjects: [id] });
        return list(scope, { ...asked, list: citizenDisputes, key: id }, context);
      },
    },
    FieldDispute: {
      status: statusOf,
      statusLabel: disputeLabel('DisputeStatus', statusOf),
      resolutionLabel: disputeLabel('DisputeResolution', ({ resolution }: DisputeRow) => resolution),
      submittedAt: ({ submittedAt }: DisputeRow) => dateTime(submittedAt),
      answeredAt: ({ answeredAt }: DisputeRow) => dateTime(answeredAt),
    },
  };
}

const statusOf = ({ resolution }: DisputeRow) => (resolution === null ? 'OPEN' : 'ANSWERED');
const dateTime = (moment: Moment | null) => (moment === null ? null : new Date(moment).toISOString());

type Take<T> = (desk: DisputeDesk, input: T, request: RequestContext) => Promise<string>;

/** Answers the dispute as it stands afterwards. */
function changing<T>({ desk, ask, system }: DisputeScope, take: Take<T>) {
  const change = async (input: T, context: ResolverContext) => {
    requireTime(context.request, system);
    const id = await take({ ...desk, entities: accountedReader(desk.entities, context) }, input, context.request);
    const dispute = await loadDispute(ask, id);
    if (dispute === null) throw new TypeError('a dispute that was written is not there');
    context.tell({ subjects: [dispute.citizenId] });
    return { dispute };
  };
  return (_root: unknown, { input }: { readonly input: T }, context: ResolverContext, info: GraphQLResolveInfo) =>
    change(input, context).catch((error: unknown) => noteFailureOfOthers(error, { system, context, info }));
}

type ListQuestion = Asked & { readonly list: DisputeList; readonly key: string };

function list({ ask, cursors }: DisputeScope, asked: ListQuestion, context: ResolverContext) {
  const first = readFirst(asked, most);
  const { key, status = null } = asked;
  const boundTo = `${asked.list.name} ${key} ${String(status)}`;
  const after = openPageCursor(cursors, boundTo, asked.after);
  const loaders = loadersOf(ask, { list: asked.list, status, first, after }, context);
  return connection<DisputePageRow>({
    first,
    hasPreviousPage: after !== null,
    rows: async () => {
      const rows = await loaders.pages.load(key);
      context.tell({ subjects: rows.slice(0, first).map(({ citizenId }) => citizenId) });
      return rows;
    },
    total: () => loaders.totals.load(key),
    cursorOf: ({ at, id }) => cursors.seal(boundTo, [at, id]),
  });
}

type Page = Omit<DisputeQuestion, 'keys'> & Pick<Parameters<typeof loadDisputePages>[1], 'first' | 'after'>;
type Loaders = {
  readonly pages: DataLoader<string, readonly DisputePageRow[]>;
  readonly totals: DataLoader<string, number>;
};

const kept = new WeakMap<ResolverContext, Map<string, Loaders>>();

/** One statement for the pages of all citizens of a fetch, one for their counts. */
function loadersOf(ask: Ask, page: Page, context: ResolverContext): Loaders {
  const known = kept.get(context) ?? new Map<string, Loaders>();
  kept.set(context, known);
  const key = JSON.stringify(page);
  const loaders = known.get(key) ?? {
    pages: new DataLoader((keys: readonly string[]) => loadDisputePages(ask, { ...page, keys })),
    totals: new DataLoader((keys: readonly string[]) => countDisputes(ask, { ...page, keys })),
  };
  known.set(key, loaders);
  return loaders;
}

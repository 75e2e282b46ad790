import type { ResolverContext } from '../../../adapters/resolver-subgraph.ts';
import type { OrganisationNames } from '../../../adapters/ports/organisation-names.ts';
import type { CursorCodec } from '../../../adapters/run/cursor.ts';
import { OnestopError } from '../../../schema/errors.ts';
import {
  caseList,
  citizenList,
  queueList,
  rootList,
  serviceList,
  type FeedbackList,
  type PageRow,
} from '../store/pages.ts';
import { checkWhere, type Where } from '../../../adapters/hub/where.ts';
import { connection } from '../../../adapters/hub/relay-connection.ts';
import type { Loaders } from './loaders.ts';
import { readFirst, type PageArguments } from '../../../adapters/hub/page-arguments.ts';
import { officesFor, requireOfficeOf } from '../steps/require-office-of.ts';
import { officialOf } from './viewer.ts';

export type GraphScope = {
  readonly cursors: CursorCodec;
  readonly loadersOf: (context: ResolverContext) => Loaders;
  readonly offices: () => Promise<OrganisationNames | null>;
};

type Parent = { readonly id: string };
type Asked = PageArguments & { readonly state?: readonly string[] | null; readonly where?: Where | null };

/** Resolvers of the lists of feedback, at the root and on what feedback is about. */
export function listResolvers(scope: GraphScope) {
  const list = (of: FeedbackList, key: string, asked: Asked, context: ResolverContext) => {
    const first = readFirst(asked, of.max);
    const where = asked.where ?? null;
    if (where !== null) checkWhere(where);
    const boundTo = listName(of, where);
    const after = openCursor(boundTo, asked.after ?? null, scope.cursors);
    const question = { list: of, key, first, after, states: asked.state ?? null, where };
    const loaders = scope.loadersOf(context);
    return connection<PageRow>({
      first,
      hasPreviousPage: after !== null,
      rows: () => loaders.pages.load(question),
      total: () => loaders.totals.load(question),
      cursorOf: ({ at, id }) => scope.cursors.seal(boundTo, [at, id]),
    });
  };
  const ofParent = (of: FeedbackList) => (parent: Parent, asked: Asked, context: ResolverContext) =>
    list(of, parent.id, asked, context);
  return {
    Query: {
      portalFeedbacks: (_root: unknown, asked: Asked, context: ResolverContext) => list(rootList, '', asked, context),
      feedbackQueue: async (_root: unknown, asked: Asked & { readonly agency: string }, context: ResolverContext) => {
        const caller = officialOf(context.request);
        requireOfficeOf(caller, asked.agency, await officesFor(caller, scope));
        return list(queueList, asked.agency, asked, context);
      },
    },
    Citizen: { portalFeedback: ofParent(citizenList) },
    PublicService: { portalFeedback: ofParent(serviceList) },
    Case: { portalFeedback: ofParent(caseList) },
  };
}

/** What its cursors are bound to: the list, its order, and the filter. */
const listName = ({ name, order }: FeedbackList, where: Where | null): string =>
  `feedback ${name} ${order.by.join()}${order.descending ? '-' : '+'}${where === null ? '' : ` ${JSON.stringify(where)}`}`;

function openCursor(boundTo: string, after: string | null, cursors: CursorCodec): readonly [string, string] | null {
  if (after === null) return null;
  const [at, id, ...rest] = cursors.open(boundTo, after) ?? [];
  if (typeof at !== 'string' || typeof id !== 'string' || rest.length > 0) throw new OnestopError('CURSOR_INVALID');
  return [at, id];
}

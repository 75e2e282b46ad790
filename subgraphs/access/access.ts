import DataLoader from 'dataloader';
import { readFileSync } from 'node:fs';
import { readResidentId } from '../../adapters/codecs/resident-id.ts';
import { createCarryOut } from '../../adapters/hub/carry-out.ts';
import { connection } from '../../adapters/hub/relay-connection.ts';
import type { HubDatabase } from '../../adapters/hub/hub-database.ts';
import { readFirst, type PageArguments } from '../../adapters/hub/page-arguments.ts';
import { checkWhere, type Where } from '../../adapters/hub/where.ts';
import type { EntityReader } from '../../adapters/ports/entity-reader.ts';
import type { FieldOwners } from '../../adapters/ports/field-owners.ts';
import { createResolverSubgraph, type ResolverContext } from '../../adapters/resolver-subgraph.ts';
import { createCursorCodec, type CursorCodec } from '../../adapters/run/cursor.ts';
import type { Agreement, FindConsents } from '../../schema/agreement.ts';
import { createPseudonyms } from '../../schema/access-record.ts';
import type { Share } from '../../schema/share.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import type { UsageLog } from '../../schema/usage-log.ts';
import { consentResolvers } from './consents/consent-fields.ts';
import { createFindConsents } from './consents/find-consents.ts';
import { disputeResolvers } from './disputes/dispute-fields.ts';
import { openPageCursor } from './open-page-cursor.ts';
import { personRecord } from './person-record.ts';
import { requireReader } from './require-reader.ts';
import { keepSigning, type RootKey } from './roots.ts';
import { createShipper } from './ship.ts';
import { countEntries, loadPages, type PageRow } from './store/entries.ts';
import { openAccessDatabase } from './store/open-access-database.ts';
import { createUsageLog } from './usage-log.ts';

export type AccessOptions = {
  /** Of the hub: PostgreSQL, an account that may create tables. */
  readonly databaseUrl: string;
  /** Seals cursors and makes pseudonyms; the same on every replica. */
  readonly secret: string;
  /** Where this machine's journals stand. */
  readonly journalFolder: string;
  /** What signs the roots, and the file outside the hub that they are written to; null for a process that only reads. */
  readonly roots: { readonly key: RootKey; readonly file: string } | null;
  /** Who keeps which personal field: whom a dispute of it goes to. */
  readonly owners: FieldOwners;
  /** Asks them whose a record is. */
  readonly entities: EntityReader;
  /** Between departments; citizens consent to those that want it. */
  readonly agreements: readonly Agreement[];
  /** Which part of the hub's connections is this process's; all where absent. */
  readonly share?: Share;
  readonly now?: () => Date;
  /** Hears what clients are not told. */
  readonly onFailure: (error: unknown) => void;
};

/** The log as a system of the graph, and for who asks beside the graph; who consents, for the gateway. */
export type Access = Subgraph & { readonly usages: UsageLog; readonly consents: FindConsents };

const name = 'access' as const;
const sdlFile = new URL('./subgraph.graphql', import.meta.url);
const most = 200;
const keptRequests = { table: 'dispute_carried_out', reference: 'dispute_id', purpose: 'dispute requests' } as const;

/**
 * Who read what about whom: ships the journals of this machine to the hub, signs what is there, and shows it to the people
 * concerned; takes in what they say is wrong.
 */
export function createAccess(options: AccessOptions): Access {
  const { secret, onFailure, journalFolder: folder } = options;
  const now = options.now ?? (() => new Date());
  const database = openAccessDatabase(options.databaseUrl, onFailure, options.share);
  const shipper = createShipper({ folder, database, onFailure });
  const roots = options.roots && keepSigning({ ...options.roots, database, shipper, now }, onFailure);
  const cursors = createCursorCodec(secret);
  const lists = accessLists({ database, ship: shipper.ship, now, ...options, cursors });
  const carryOut = createCarryOut(database, secret, keptRequests);
  const desk = { carryOut, owners: options.owners, entities: options.entities, now: () => now().getTime() };
  const disputes = disputeResolvers({ system: name, ask: database.ask, cursors, desk });
  const { agreements } = options;
  const consents = consentResolvers({ system: name, ask: database.ask, agreements, now: () => now().getTime() });
  const usages = createUsageLog({ database, ship: shipper.ship, secret, now });
  const subgraph = createResolverSubgraph({
    name,
    sdl: readFileSync(sdlFile, 'utf8'),
    file: 'subgraphs/access/subgraph.graphql',
    resolvers: {
      ...disputes,
      Query: { ...disputes.Query, ...consents.Query },
      Mutation: { ...disputes.Mutation, ...consents.Mutation },
      Citizen: {
        __resolveReference: ({ id }: { readonly id: unknown }) => ({ id: readResidentId(String(id)) }),
        accessLog: lists,
        ...disputes.Citizen,
        ...consents.Citizen,
      },
    },
    onFailure,
    health: database.health,
    close: async () => {
      await roots?.close();
      await shipper.close();
      await database.close();
    },
  });
  return { ...subgraph, usages, consents: createFindConsents(database.ask, agreements) };
}

type Scope = Pick<AccessOptions, 'secret'> & {
  readonly database: Pick<HubDatabase, 'ask'>;
  readonly ship: () => Promise<void>;
  readonly now: () => Date;
  readonly cursors: CursorCodec;
};

type Asked = PageArguments & { readonly where?: Where | null };

/** Resolver of `Citizen.accessLog`: one statement for the pages of all citizens of a fetch, one for their counts. */
function accessLists({ database, ship, now, cursors, secret }: Scope) {
  const pseudonym = createPseudonyms(secret);
  const loaders = new WeakMap<ResolverContext, Map<string, Lists>>();
  const listsOf = (context: ResolverContext, question: Question): Lists => {
    const known = loaders.get(context) ?? new Map<string, Lists>();
    loaders.set(context, known);
    const key = JSON.stringify(question);
    const lists = known.get(key) ?? createLists(question);
    known.set(key, lists);
    return lists;
  };
  const createLists = ({ first, after, where }: Question): Lists => {
    const at = now().toISOString();
    // What this machine has on its disk shows at once; what others have, as soon as they have shipped it.
    const shipped = ship();
    shipped.catch(() => {}); // heard where it is awaited
    return {
      pages: new DataLoader(async (subjects: readonly string[]) => {
        await shipped;
        return loadPages(database.ask, { subjects, first, after, where, now: at });
      }),
      totals: new DataLoader(async (subjects: readonly string[]) => {
        await shipped;
        return countEntries(database.ask, { subjects, where, now: at });
      }),
    };
  };
  return (citizen: { readonly id: string }, asked: Asked, context: ResolverContext) => {
    requireReader(context.request);
    context.tell({ subjects: [citizen.id] });
    const first = readFirst(asked, most);
    const where = asked.where ?? null;
    if (where !== null) checkWhere(where);
    const subject = pseudonym(citizen.id);
    // Bound to the person: another's cursor would tell of another's times.
    const boundTo = `Citizen.accessLog ${subject} ${JSON.stringify(where)}`;
    const after = openPageCursor(cursors, boundTo, asked.after);
    const lists = listsOf(context, { first, after, where });
    return connection<PageRow>({
      first,
      hasPreviousPage: after !== null,
      rows: async () => (await lists.pages.load(subject)).map((row) => ({ ...row, ...personRecord(row, subject) })),
      total: () => lists.totals.load(subject),
      cursorOf: ({ logtime, id }) => cursors.seal(boundTo, [logtime, id]),
    });
  };
}

type Question = {
  readonly first: number;
  readonly after: readonly [string, string] | null;
  readonly where: Where | null;
};
type Lists = {
  readonly pages: DataLoader<string, readonly PageRow[]>;
  readonly totals: DataLoader<string, number>;
};

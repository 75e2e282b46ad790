import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readResidentId } from '../../adapters/codecs/resident-id.ts';
import type { EntityReader } from '../../adapters/ports/entity-reader.ts';
import type { OrganisationNames } from '../../adapters/ports/organisation-names.ts';
import { createResolverSubgraph, type ResolverContext } from '../../adapters/resolver-subgraph.ts';
import { createCursorCodec } from '../../adapters/run/cursor.ts';
import { alone, type Share } from '../../schema/share.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { createWorkingCalendar, type WorkingCalendar } from '../../schema/working-days.ts';
import { feedbackResolvers } from './graph/feedback-fields.ts';
import { listResolvers } from './graph/lists.ts';
import { createLoaders, type Loaders } from './graph/loaders.ts';
import { mutationResolvers } from './graph/mutations.ts';
import { createCarryOut } from '../../adapters/hub/carry-out.ts';
import { keptSource } from './steps/kept-source.ts';
import { openHubDatabase } from '../../adapters/hub/hub-database.ts';
import { loadMigrations } from '../../adapters/hub/load-migrations.ts';
import { loadRows } from './store/load-feedback.ts';

export type FeedbackOptions = {
  /** Of the hub: PostgreSQL, an account that may create tables. */
  readonly databaseUrl: string;
  /** Seals cursors and hashes requests; the same on every replica. */
  readonly secret: string;
  /** Asks the departments what feedback is about, in the name of whoever gives it. */
  readonly entities: EntityReader;
  readonly calendar: () => Promise<WorkingCalendar>;
  /** The offices that feedback can be sent to; null where nobody keeps a list of them. */
  readonly offices: () => Promise<OrganisationNames | null>;
  /** Name of the office that has what no other is responsible for. */
  readonly serviceCentre?: string;
  /** Which part of the hub's connections is this process's; all where absent. */
  readonly share?: Share;
  readonly now?: () => Date;
  /** Hears what clients are not told. */
  readonly onFailure: (error: unknown) => void;
  /** Where the versions of the tables stand. */
  readonly migrationsFolder?: string;
};

/** Office that takes what no department is responsible for. */
export const defaultServiceCentre = '市民服务中心';

const name = 'feedback' as const;
const sdlFile = new URL('./subgraph.graphql', import.meta.url);
const usualMigrations = path.join(path.dirname(fileURLToPath(import.meta.url)), 'migrations');

/**
 * Feedback that loops: what people say of services and cases, who has it, what they were promised, and what was
 * changed because of it. Kept on the hub. Starts and goes on without the hub, and without data, until it is back.
 */
export function createFeedback(options: FeedbackOptions): Subgraph {
  const { secret, onFailure, entities, share = alone } = options;
  const migrations = loadMigrations(options.migrationsFolder ?? usualMigrations);
  const database = openHubDatabase({ url: options.databaseUrl, system: name, migrations, share, onFailure });
  const now = () => (options.now ?? (() => new Date()))().getTime();
  const desk = {
    carryOut: createCarryOut(database, secret, {
      table: 'carried_out',
      reference: 'feedback_id',
      purpose: 'feedback requests',
    }),
    entities,
    // Before any is known, Monday to Friday.
    calendar: keptSource({
      ...{ what: 'the working calendar', initially: createWorkingCalendar([]), load: options.calendar, onFailure },
    }),
    offices: keptSource({ what: 'the list of offices', initially: null, load: options.offices, onFailure }),
    serviceCentre: options.serviceCentre ?? defaultServiceCentre,
    now,
  };
  const { loadersOf, forget } = keepLoaders((context) => createLoaders(database.ask, context, name));
  const scope = { cursors: createCursorCodec(secret), loadersOf, offices: desk.offices, now };
  const load = async (id: string) => (await loadRows(database.ask, { ids: [id], own: null }))[0] ?? null;
  // At the start nobody waits for it; a failure was told of, and the next question tries again.
  database.prepare().catch(() => {});
  return createResolverSubgraph({
    name,
    sdl: readFileSync(sdlFile, 'utf8'),
    file: 'subgraphs/feedback/subgraph.graphql',
    resolvers: joinResolvers(
      listResolvers(scope),
      feedbackResolvers(scope),
      mutationResolvers({ desk, system: name, load, forget }),
      referenceResolvers(loadersOf),
    ),
    onFailure,
    health: database.health,
    close: database.close,
  });
}

/** Loaders of each fetch, for as long as it runs. */
function keepLoaders(create: (context: ResolverContext) => Loaders) {
  const kept = new WeakMap<ResolverContext, Loaders>();
  return {
    loadersOf: (context: ResolverContext): Loaders => {
      const known = kept.get(context) ?? create(context);
      kept.set(context, known);
      return known;
    },
    forget: (context: ResolverContext) => void kept.delete(context),
  };
}

/** A representation's key may be any JSON value. */
type Reference = { readonly id: unknown };

const referenceResolvers = (loadersOf: (context: ResolverContext) => Loaders) => ({
  Citizen: { __resolveReference: ({ id }: Reference) => ({ id: readResidentId(String(id)) }) },
  PublicService: { __resolveReference: ({ id }: Reference) => ({ id: String(id) }) },
  Case: { __resolveReference: ({ id }: Reference) => ({ id: String(id) }) },
  PortalFeedback: {
    __resolveReference: ({ id }: Reference, context: ResolverContext) => loadersOf(context).rows.load(String(id)),
  },
});

type Resolvers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Resolvers of a type may come from several places; no field from two. */
function joinResolvers(...parts: readonly Resolvers[]): Resolvers {
  const types = new Set(parts.flatMap((part) => Object.keys(part)));
  return Object.fromEntries([...types].map((type) => [type, Object.assign({}, ...parts.map((part) => part[type]))]));
}

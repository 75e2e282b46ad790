import DataLoader from 'dataloader';
import { readPerson } from '../../../adapters/hub/read-text.ts';
import { requireTime } from '../../../adapters/hub/mutation-failures.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import type { ResolverContext } from '../../../adapters/resolver-subgraph.ts';
import type { Agreement } from '../../../schema/agreement.ts';
import { OnestopError } from '../../../schema/errors.ts';
import { badInput } from '../../../schema/input-mistakes.ts';
import { ownSubjects } from '../../../schema/request.ts';
import { callerOf } from '../disputes/take-disputes.ts';
import { insertConsent, loadConsents, type ConsentRow } from '../store/consents.ts';
import { termsOf } from './terms.ts';

export type ConsentScope = {
  readonly system: string;
  readonly ask: Ask;
  readonly agreements: readonly Agreement[];
  readonly now: () => number;
};

/** GraphQL: ConsentInput. */
type ConsentInput = { readonly agreement: string; readonly citizenId?: string | null };

/** Resolvers of agreements between departments, and of citizens' consent to those that want it. */
export function consentResolvers(scope: ConsentScope) {
  const loaders = new WeakMap<ResolverContext, DataLoader<string, readonly ConsentRow[]>>();
  const loaderOf = (context: ResolverContext) => {
    const loader = loaders.get(context) ?? new DataLoader((ids: readonly string[]) => loadEach(scope.ask, ids));
    loaders.set(context, loader);
    return loader;
  };
  return {
    Query: { dataSharingAgreements: () => scope.agreements },
    Mutation: {
      giveConsent: (_root: unknown, { input }: { readonly input: ConsentInput }, context: ResolverContext) =>
        say(true, input, { ...scope, context }),
      withdrawConsent: (_root: unknown, { input }: { readonly input: ConsentInput }, context: ResolverContext) =>
        say(false, input, { ...scope, context }),
    },
    Citizen: {
      consents: async ({ id }: { readonly id: string }, _asked: unknown, context: ResolverContext) => {
        callerOf(context.request, ['citizen', 'admin'], { action: 'a person’s consents', who: 'that person' });
        context.tell({ subjects: [id] });
        const said = await loaderOf(context).load(id);
        return wanting(scope).map((agreement) => consentTo(agreement, id, said));
      },
    },
  };
}

/** Agreements that hold for those alone who consent. */
const wanting = ({ agreements }: Pick<ConsentScope, 'agreements'>) => agreements.filter(({ byConsent }) => byConsent);

async function loadEach(ask: Ask, ids: readonly string[]): Promise<readonly (readonly ConsentRow[])[]> {
  const rows = await loadConsents(ask, ids);
  return ids.map((id) => rows.filter(({ citizenId }) => citizenId === id));
}

/** What was said of the agreement as it stands; of an earlier one nothing counts. */
function consentTo(agreement: Agreement, citizenId: string, said: readonly ConsentRow[]) {
  const last = said.find((each) => each.agreement === agreement.name && each.terms === termsOf(agreement));
  return {
    citizenId,
    agreement,
    isGiven: last?.isGiven ?? false,
    since: last === undefined ? null : new Date(last.at).toISOString(),
  };
}

type Saying = ConsentScope & { readonly context: ResolverContext };

/** A citizen's word, or that of who acts for them; said again it changes nothing. */
async function say(isGiven: boolean, { agreement: name, citizenId }: ConsentInput, scope: Saying) {
  const { context, ask, system, now } = scope;
  requireTime(context.request, system);
  const caller = callerOf(context.request, ['citizen'], { action: 'consenting', who: 'the citizen concerned' });
  const id = readPerson('citizenId', citizenId) ?? readPerson('citizenId', caller.subject);
  const own = ownSubjects(caller).map((each) => readPerson('citizenId', each));
  if (id === null || !own.includes(id)) throw new OnestopError('FORBIDDEN_RECORD');
  const agreement = wanting(scope).find((each) => each.name === name);
  if (agreement === undefined) throw badInput('agreement: none of this name wants consent');
  const terms = termsOf(agreement);
  const last = (await loadConsents(ask, [id])).find((each) => each.agreement === name);
  // What was given to other terms is not given to these, but is taken back: they may be in force again, or elsewhere.
  const isSaid = isGiven ? last?.isGiven === true && last.terms === terms : last?.isGiven !== true;
  const consent = { citizenId: id, agreement: name, terms, isGiven, at: now() };
  if (!isSaid) await insertConsent(ask, { ...consent, by: caller.subject });
  context.tell({ subjects: [id] });
  const said = last === undefined ? [] : [last];
  return { consent: consentTo(agreement, id, isSaid ? said : [consent]) };
}

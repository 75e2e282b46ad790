import { openApprovals } from './approvals.ts';
import { openHotline } from './hotline.ts';
import { openInsurance } from './insurance.ts';
import { openMarket } from './market.ts';
import { mergeShares } from './merge-shares.ts';
import { openPortal } from './portal.ts';
import { openRegistry } from './registry.ts';
import { canonicalId } from './stored-values.ts';

/** The answers of the gateway as a programmer of one application would get them, who knows every database. */
export type HandSql = {
  /** `data` of docs/hero.graphql, keys in its order; cursors are this module's own. */
  hero(id: string): Promise<Answer>;
  /** `data` of a question that the registry alone answers. */
  citizen(id: string): Promise<Answer>;
  /** `data` of the first people of the register with household and insurance. */
  page(count: number): Promise<Answer>;
  close(): Promise<void>;
};

export type Answer = Readonly<Record<string, unknown>>;

/** Department, or `hub`, → `postgres://…`, `mysql://…` or `sqlite:PATH`. */
export type HandSqlUrls = Readonly<
  Record<'civil-registry' | 'approvals' | 'market-regulation' | 'social-insurance' | 'hotline' | 'hub', string>
>;

export function openHandSql(urls: HandSqlUrls): HandSql {
  const registry = openRegistry(urls['civil-registry']);
  const approvals = openApprovals(urls.approvals);
  const market = openMarket(urls['market-regulation']);
  const insurance = openInsurance(urls['social-insurance'].slice('sqlite:'.length));
  const hotline = openHotline(urls.hotline);
  const portal = openPortal(urls.hub);
  return {
    hero: async (id) => {
      // The servers work while SQLite is read.
      const asked = [market.hero(id), approvals.hero(id), portal.hero(canonicalId(id))] as const;
      const known = registry.hero(id).then(async ({ answer, telephone }) => {
        const called = await hotline.hero({ id, telephone, fullName: answer.fullName });
        return { person: answer, called };
      });
      const { insurance: insured, contributions, benefits } = insurance.hero(id);
      const [{ person, called }, { businesses }, { cases, contacts: visits }, said] = await Promise.all([
        known,
        ...asked,
      ]);
      const contacts = mergeShares([visits, called.contacts], 'at', 4);
      const feedback = mergeShares([called.feedback, said], 'requestedDatetime', 4);
      const theirs = { businesses, cases, insurance: insured, contributions, benefits, contacts, feedback };
      return { citizen: { id: canonicalId(id), ...person, ...theirs } };
    },
    citizen: async (id) => ({ citizen: { id: canonicalId(id), ...(await registry.citizen(id)) } }),
    page: async (count) => {
      const people = await registry.page(count);
      const insured = insurance.page(people.map(({ id }) => id));
      return {
        citizens: { nodes: people.map((person) => ({ ...person, insurance: insured.get(person.id) ?? null })) },
      };
    },
    close: async () => {
      insurance.close();
      await Promise.all([registry, approvals, market, hotline, portal].map((each) => each.close()));
    },
  };
}

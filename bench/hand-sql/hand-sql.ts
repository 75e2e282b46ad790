import { openInsurance } from './insurance.ts';
import { openRegistry } from './registry.ts';
import { canonicalId } from './stored-values.ts';

/** The answers of the gateway as a programmer of one application would get them, who knows both databases. */
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

/** @param urls of the departments: `postgres://…` and `sqlite:PATH` */
export function openHandSql(urls: Readonly<Record<'civil-registry' | 'social-insurance', string>>): HandSql {
  const registry = openRegistry(urls['civil-registry']);
  const insurance = openInsurance(urls['social-insurance'].slice('sqlite:'.length));
  return {
    hero: async (id) => {
      const known = registry.hero(id); // PostgreSQL works while SQLite is read
      const insured = insurance.hero(id);
      return { citizen: { id: canonicalId(id), ...(await known), ...insured } };
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
      await registry.close();
    },
  };
}

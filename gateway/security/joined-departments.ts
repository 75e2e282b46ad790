import { TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Policy } from '../../schema/policy.ts';
import { possibleTypes } from './document-parts.ts';

/** Whose data an operation asks for, by name, each once. */
export type JoinedDepartments = {
  /** Of anything. */
  readonly asked: readonly string[];
  /** Of personal data. */
  readonly departments: readonly string[];
  /** Those of them of which it asks for something that is joined by agreement alone. */
  readonly agreed: readonly string[];
};

export type JoinScope = {
  readonly schema: GraphQLSchema;
  readonly policy: Pick<Policy, 'isPersonal' | 'needsAgreement' | 'requiredBy'>;
  /** Name of the one that serves a field, by `Type.field`. */
  readonly owners: ReadonlyMap<string, string>;
  /** Names of those that hold what people told the graph itself: no department, whose data would be joined. */
  readonly systems: ReadonlySet<string>;
};

const kept = 1_000;

/** Finds them; once for each operation. What a field's owner has to be brought is asked for with it. */
export function createJoinFinder(scope: JoinScope) {
  const known = new LRUCache<string, JoinedDepartments>({ max: kept });
  return ({ key, document }: { readonly key: string; readonly document: DocumentNode }): JoinedDepartments => {
    const found = known.get(key) ?? findJoined(document, scope);
    known.set(key, found);
    return found;
  };
}

function findJoined(document: DocumentNode, { schema, policy, owners, systems }: JoinScope): JoinedDepartments {
  const asked = new Set<string>();
  const departments = new Set<string>();
  const agreed = new Set<string>();
  const seen = new Set<string>();
  const note = (type: string, field: string): void => {
    const name = `${type}.${field}`;
    if (seen.has(name)) return;
    seen.add(name);
    const owner = owners.get(name);
    if (owner !== undefined && !systems.has(owner)) asked.add(owner);
    if (owner !== undefined && !systems.has(owner) && policy.isPersonal(type, field)) {
      departments.add(owner);
      if (policy.needsAgreement(type, field)) agreed.add(owner);
    }
    for (const required of policy.requiredBy(type, field)) {
      const [of = '', inner = ''] = required.split('.');
      note(of, inner);
    }
  };
  const info = new TypeInfo(schema);
  const visitor = {
    Field: ({ name }: { readonly name: { readonly value: string } }) => {
      const parent = info.getParentType();
      if (parent === null || parent === undefined) return;
      for (const type of possibleTypes(schema, parent)) note(type.name, name.value);
    },
  };
  visit(document, visitWithTypeInfo(info, visitor));
  return { asked: [...asked].sort(), departments: [...departments].sort(), agreed: [...agreed].sort() };
}

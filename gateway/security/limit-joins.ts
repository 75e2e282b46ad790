import type { Agreement, JoinRule } from '../../schema/agreement.ts';
import type { Policy } from '../../schema/policy.ts';
import type { RequestContext } from '../../schema/request.ts';
import { accessOf, type Asker, type View } from '../../schema/view.ts';
import { joinRule } from './agreements.ts';
import type { Authorization, Authorizer } from './authorize.ts';
import { createJoinFinder, type JoinScope } from './joined-departments.ts';

/** An operation without what no agreement allows to be joined, and what is left to be asked of each person. */
export type LimitedJoins = {
  readonly authorization: Authorization;
  readonly joins: NonNullable<RequestContext['joins']>;
};

export type LimitJoins = (authorization: Authorization, asker: Asker) => LimitedJoins;

export type LimitJoinsOptions = JoinScope & {
  readonly policy: Policy;
  readonly agreements: readonly Agreement[];
  readonly authorizer: Authorizer;
  readonly now?: () => number;
};

const nothing: LimitedJoins['joins'] = new Map();

/**
 * Takes out of an allowed operation what its departments join by agreement alone and no agreement covers. Whoever reads
 * what is about themselves joins it as they like.
 */
export function createJoinLimiter(options: LimitJoinsOptions): LimitJoins {
  const { authorizer, agreements, policy, owners } = options;
  const now = options.now ?? Date.now;
  const find = createJoinFinder(options);
  const declaring = new Set([...owners].flatMap(([name, owner]) => (isAgreed(name, policy) ? [owner] : [])));
  return (allowed, asker) => {
    const access = accessOf(asker);
    if (access === 'own' || access === 'none') return { authorization: allowed, joins: nothing };
    let authorization = allowed;
    // What is taken out of one department may leave another nothing to be joined with.
    const joins = new Map<string, JoinRule>();
    // What a list is filtered by, variables may say: that is seen where the department is asked.
    for (const department of find(allowed).asked.filter((each) => declaring.has(each))) {
      const { departments, agreed } = find(authorization);
      const others = departments.filter((each) => each !== department);
      if (others.length === 0) continue;
      const rule = joinRule(agreements, { department, others, purpose: asker.purpose, now: now() });
      if (rule === null) continue;
      joins.set(department, rule);
      if (rule.kind === 'refused' && agreed.includes(department))
        authorization = within(authorization, authorizer.authorize(authorization, without(department, { policy, owners })), { department, others: rule.others.join(', ') }); // prettier-ignore
    }
    return { authorization, joins };
  };
}

/** Everything but what a department joins by agreement alone, and what needs it. */
function without(department: string, { policy, owners }: Pick<LimitJoinsOptions, 'policy' | 'owners'>): View {
  const isClosed = (type: string, field: string): boolean =>
    (owners.get(`${type}.${field}`) === department && policy.needsAgreement(type, field)) ||
    policy.requiredBy(type, field).some((required) => {
      const [of = '', inner = ''] = required.split('.');
      return isClosed(of, inner);
    });
  return { ...policy.fullView, key: `without ${department}`, isClosed };
}

/** @param name `Type.field` */
export function isAgreed(name: string, policy: Pick<Policy, 'needsAgreement'>): boolean {
  const [type = '', field = ''] = name.split('.');
  return policy.needsAgreement(type, field);
}

/** What was taken out first is put back last. */
const within = (
  outer: Authorization,
  inner: Authorization,
  details: { readonly department: string; readonly others: string },
): Authorization => ({
  ...inner,
  errors: (variables, code) => [
    ...outer.errors(variables, code),
    ...inner.errors(variables, 'AGREEMENT_REQUIRED', details),
  ],
  restore: (data, variables) => {
    const inside = inner.restore === null ? data : inner.restore(data, variables);
    return outer.restore === null ? inside : outer.restore(inside, variables);
  },
});

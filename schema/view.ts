import { everyValue, type CallerClaim, type RequestContext, type Role } from './request.ts';
import type { MaskStyle } from './mask-styles.ts';

/**
 * Which rows of personal types a request may see. `none`: nobody signed in, or without a purpose; `own`: a citizen,
 * the rows about themselves and those they act for; `agent`: a business's, rows that a rule gives them; `all`:
 * officials and programs acting for a purpose, as far as no rule narrows it.
 */
export type Access = 'none' | 'own' | 'agent' | 'all';

/** What a view depends on. */
export type Asker = Pick<RequestContext, 'caller' | 'purpose' | 'isOpen'>;

export function accessOf({ caller, purpose }: Asker): Access {
  if (caller === null || purpose === null) return 'none';
  switch (caller.role) {
    case 'citizen':
      return 'own';
    case 'official':
    case 'integrator':
    case 'admin':
      return 'all';
    case 'business-agent':
      return 'agent';
    default:
      // Whoever is not known may see nothing: the role may come from another program.
      return 'none';
  }
}

/** Alternatives, each of which wants all of its names: the outer list is OR, the inner one AND. */
export type Alternatives = readonly (readonly string[])[];

/** What beside the rows' own rules must hold for a field or type to be read; all of it. */
export type Gate = {
  readonly signedIn: boolean;
  readonly scopes: readonly Alternatives[];
  readonly policies: readonly Alternatives[];
  /** Each a list of which the request's purpose is one. */
  readonly purposes: readonly (readonly string[])[];
};

/** Rows whose field holds one of the values of a claim. */
export type Restriction = { readonly roles: readonly string[]; readonly field: string; readonly claim: CallerClaim };

export type Mask = { readonly style: MaskStyle; readonly unless: readonly string[] };

/** When a policy of the graph, one that `@policy` names, holds; what is absent is not asked. */
export type PolicyRule = {
  readonly roles?: readonly string[];
  readonly clients?: readonly string[];
  readonly purposes?: readonly string[];
  /** All of them. */
  readonly scopes?: readonly string[];
};
export type PolicyRules = Readonly<Record<string, PolicyRule>>;

/** What a schema's directives say, by `Type` and `Type.field`. */
export type Rules = {
  readonly gates: ReadonlyMap<string, Gate>;
  /** By field: the type whose objects it gives or lists. */
  readonly gives: ReadonlyMap<string, string>;
  /** By field: fields that its owner has to be brought, `Type.field`. */
  readonly requires: ReadonlyMap<string, readonly string[]>;
  readonly masks: ReadonlyMap<string, Mask>;
  /** By type. */
  readonly restrictions: ReadonlyMap<string, readonly Restriction[]>;
  readonly isPersonal: (type: string, field: string) => boolean;
  readonly isAboutPerson: (type: string) => boolean;
};

/** What somebody may see of a schema. Whoever asks alike has the same view. */
export type View = {
  /** Same key, same decisions. */
  readonly key: string;
  readonly access: Access;
  /** Do they see rows of others, of which counts and sums may be given only where they are of people enough? */
  readonly seesOthers: boolean;
  /** Is it kept from everybody who asks so, whatever the row? Personal data is, beside this, as `access` says. */
  isClosed(type: string, field: string): boolean;
  /** The same of all of a type. */
  isTypeClosed(type: string): boolean;
  /**
   * Is it personal data that none of whoever asks so may read? Of rows with a rule of their own departments say which.
   * @param underRule does the object hang on such a row?
   */
  isWithheld(type: string, field: string, underRule: boolean): boolean;
  /** Have the rows of this type a rule that says which are the caller's? */
  hasOwnRule(type: string): boolean;
  /** What narrows the rows of this type to those that the caller is there for. */
  restrictions(type: string): readonly Restriction[];
  /**
   * What is left of a value; null where all of it is shown.
   * @param isOwn is the row that the value is of the caller's own?
   */
  mask(type: string, field: string, isOwn: boolean): MaskStyle | null;
};

type Facts = Asker & { readonly access: Access; readonly policies: readonly string[] };

export type Views = {
  readonly viewOf: (asker: Asker) => View;
  /** Names of the policies that hold for somebody, of those that the rules ask for. */
  readonly policiesOf: (asker: Asker) => readonly string[];
};

/** What tells one view from another: of purposes, scopes, policies and claims only those that the rules ask for. */
export function createViews(rules: Rules, policyRules: PolicyRules): Views {
  const asked = namesIn(rules);
  const kept = new Map<string, View>();
  const recent = createRecentViews();
  const policiesOf = (asker: Asker): readonly string[] => holding(asked.policies, policyRules, asker);
  return {
    policiesOf,
    viewOf: recent((asker) => {
      const facts: Facts = { ...asker, access: accessOf(asker), policies: policiesOf(asker) };
      const key = keyOf(facts, asked);
      const known = kept.get(key);
      if (known !== undefined) return known;
      // As many as roles, purposes and scopes of the rules make; a bound, so that nothing else can make more.
      if (kept.size >= maxViews) kept.clear();
      const view = createView(key, rules, facts);
      kept.set(key, view);
      return view;
    }),
  };
}

/** Every stage of a request and every department asks for the same view: it is worked out once for each caller. */
function createRecentViews(): (viewOf: Views['viewOf']) => Views['viewOf'] {
  const nobody = {};
  const views = new WeakMap<object, Map<string, View>>();
  return (viewOf) => (asker) => {
    const { caller, purpose, isOpen } = asker;
    const of = views.get(caller ?? nobody) ?? new Map<string, View>();
    const as = `${isOpen === true ? 'open' : ''} ${purpose ?? ''} ${purpose === null}`;
    const known = of.get(as);
    if (known !== undefined) return known;
    // Nobody may name any purpose there is, and others as well.
    if (of.size >= maxRecent) of.clear();
    const view = viewOf(asker);
    views.set(caller ?? nobody, of.set(as, view));
    return view;
  };
}

const maxRecent = 100;

const maxViews = 1000;

type Names = Readonly<Record<'purposes' | 'scopes' | 'policies' | 'claims', ReadonlySet<string>>> & {
  readonly signedIn: boolean;
};

function namesIn({ gates, masks, restrictions }: Rules): Names {
  const all = [...gates.values()];
  return {
    signedIn: all.some((gate) => gate.signedIn),
    purposes: new Set(all.flatMap((gate) => gate.purposes.flat())),
    scopes: new Set([
      ...all.flatMap((gate) => gate.scopes.flat(2)),
      ...[...masks.values()].flatMap(({ unless }) => unless),
    ]),
    policies: new Set(all.flatMap((gate) => gate.policies.flat(2))),
    claims: new Set([...restrictions.values()].flat().map(({ claim }) => claim)),
  };
}

function keyOf({ access, caller, purpose, policies, isOpen }: Facts, asked: Names): string {
  const scopes = (caller?.scopes ?? []).filter((scope) => asked.scopes.has(scope)).sort();
  const parts = [
    access,
    (asked.signedIn || asked.purposes.size > 0) && caller !== null ? 'signed in' : '',
    purpose !== null && asked.purposes.has(purpose) ? purpose : '',
    scopes,
    [...policies].sort(),
    asked.claims.size === 0 ? '' : (caller?.role ?? ''),
    unboundClaims(caller).filter((claim) => asked.claims.has(claim)),
    isOpen === true ? 'open' : '',
  ];
  return parts.every((part, index) => index === 0 || part.length === 0) ? access : JSON.stringify(parts);
}

/** Claims that stand for everything. */
const unboundClaims = (caller: Asker['caller']): readonly string[] =>
  Object.entries(caller?.claims ?? {}).flatMap(([claim, values]) => (values.includes(everyValue) ? [claim] : []));

function holding(names: ReadonlySet<string>, rules: PolicyRules, asker: Asker): readonly string[] {
  const told = asker.caller?.policies ?? [];
  const isHeld = (name: string): boolean => told.includes(name) || (Object.hasOwn(rules, name) && holds(rules[name] ?? {}, asker)); // prettier-ignore
  return [...names].filter(isHeld);
}

/** A policy is about somebody: without a token none holds. */
function holds({ roles, clients, purposes, scopes }: PolicyRule, { caller, purpose }: Asker): boolean {
  if (caller === null) return false;
  return (
    (roles?.includes(caller.role) ?? true) &&
    (clients?.includes(caller.client) ?? true) &&
    (purposes === undefined || (purpose !== null && purposes.includes(purpose))) &&
    (scopes?.every((scope) => caller.scopes.includes(scope)) ?? true)
  );
}

/** Nothing is kept from it: no request has this view. */
export const fullView = ({ isAboutPerson }: Rules): View => ({
  key: 'everything',
  access: 'all',
  seesOthers: false,
  isClosed: () => false,
  isTypeClosed: () => false,
  isWithheld: () => false,
  hasOwnRule: isAboutPerson,
  restrictions: () => [],
  mask: () => null,
});

function createView(key: string, rules: Rules, facts: Facts): View {
  const { access, caller } = facts;
  const unbound = new Set(unboundClaims(caller));
  // Whoever leaves the purpose out is there for no more rows.
  const role: Role | null = caller?.role ?? null;
  const restrictions = (type: string): readonly Restriction[] =>
    role === null
      ? []
      : (rules.restrictions.get(type) ?? []).filter(({ roles, claim }) => roles.includes(role) && !unbound.has(claim));
  const hasOwnRule = (type: string): boolean =>
    access === 'agent'
      ? (rules.restrictions.get(type) ?? []).some(({ roles }) => roles.includes('business-agent'))
      : rules.isAboutPerson(type);
  const isOthers = (type: string | undefined): boolean =>
    type !== undefined && rules.isAboutPerson(type) && !hasOwnRule(type);
  const mask = (type: string, field: string, isOwn: boolean): MaskStyle | null => {
    const found = rules.masks.get(`${type}.${field}`);
    if (found === undefined || (access === 'own' && isOwn)) return null;
    return found.unless.some((scope) => caller?.scopes.includes(scope) === true) ? null : found.style;
  };
  const isShut = (name: string): boolean => {
    const gate = rules.gates.get(name);
    return gate !== undefined && !isOpen(gate, facts);
  };
  const isClosed = remembered((type, field) => {
    const name = `${type}.${field}`;
    const given = rules.gives.get(name);
    if (isShut(type) || isShut(name) || (given !== undefined && isShut(given))) return true;
    // What its owner must be brought is read for it; a mask in its place would be taken for the value.
    return (rules.requires.get(name) ?? []).some((required) => {
      const [owner = '', inner = ''] = required.split('.');
      return (
        isClosed(owner, inner) ||
        mask(owner, inner, hasOwnRule(owner)) !== null ||
        (access === 'none' && rules.isPersonal(owner, inner))
      );
    });
  });
  return {
    key,
    access,
    seesOthers: (access === 'all' || access === 'agent') && facts.isOpen !== true,
    isClosed,
    isTypeClosed: isShut,
    isWithheld: (type, field, underRule) => {
      if ((access !== 'none' && access !== 'agent') || !rules.isPersonal(type, field)) return false;
      const given = rules.gives.get(`${type}.${field}`);
      if (access === 'none' || isOthers(type) || isOthers(given)) return true;
      return !(underRule || hasOwnRule(type) || (given !== undefined && hasOwnRule(given)));
    },
    hasOwnRule,
    restrictions,
    mask,
  };
}

/** Asked for every field of every operation, of a schema's worth of fields. */
function remembered(decide: (type: string, field: string) => boolean): (type: string, field: string) => boolean {
  const known = new Map<string, boolean>();
  return (type, field) => {
    const name = `${type}.${field}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    // For the while, so that fields that require one another come to an end.
    known.set(name, false);
    const answer = decide(type, field);
    known.set(name, answer);
    return answer;
  };
}

function isOpen({ signedIn, scopes, policies, purposes }: Gate, facts: Facts): boolean {
  const { caller, purpose } = facts;
  if (signedIn && caller === null) return false;
  const has = (scope: string): boolean => caller?.scopes.includes(scope) === true;
  return (
    scopes.every((alternatives) => alternatives.some((all) => all.every(has))) &&
    policies.every((alternatives) => alternatives.some((all) => all.every((name) => facts.policies.includes(name)))) &&
    purposes.every((allowed) => caller !== null && purpose !== null && allowed.includes(purpose))
  );
}

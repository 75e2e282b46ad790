import type { EndSignal } from './when-aborted.ts';
import type { JoinRule } from './agreement.ts';
import type { ErrorCode } from './errors.ts';

/** What the person or program behind a request is. Step by step narrowed: a role says which rows, a purpose which fields. */
export const roles = ['citizen', 'official', 'integrator', 'admin', 'business-agent'] as const;
export type Role = (typeof roles)[number];

/** Who asks, as the gateway verified it. A department trusts it because the request is local or signed. */
export type Caller = {
  /** Canonical id of the citizen, or the official's own account; never sent to a client. */
  readonly subject: string;
  readonly role: Role;
  /** The registered client program the caller uses. */
  readonly client: string;
  readonly scopes: readonly string[];
  /** People whom a citizen may act for, as a guardian or by a mandate: canonical ids. */
  readonly actsFor?: readonly string[];
  /** Which rows an official or a business's agent is there for, as the issuer of the token says; `*` is all. */
  readonly claims?: Readonly<Partial<Record<CallerClaim, readonly string[]>>>;
  /** Policies of the graph that hold for them, as the gateway found; departments take its word. */
  readonly policies?: readonly string[];
  /** What the registry knows of a citizen beside the id; departments that know no ids find rows by it. */
  readonly identifiers?: PersonIdentifiers;
  /** The same of people whom the citizen acts for, each by themselves; at most `maxIdentifiedWards`. */
  readonly wardIdentifiers?: readonly PersonIdentifiers[];
  /** Why they are not known: rows that are found by them alone are missing, and whoever leaves them out says so. */
  readonly unidentified?: { readonly department: string; readonly code: ErrorCode };
};

export const callerIdentifiers = ['telephone', 'fullName'] as const;
export type CallerIdentifier = (typeof callerIdentifiers)[number];
export type PersonIdentifiers = Readonly<Partial<Record<CallerIdentifier, string>>>;

/** Of more people than that whom somebody acts for, rows are found by the id alone. */
export const maxIdentifiedWards = 100;

/**
 * What a token may say of the rows that its bearer is there for: districts by GB/T 2260, departments and cases by the
 * ids of the graph, businesses by credit code.
 */
export const callerClaims = ['districts', 'departments', 'cases', 'businesses'] as const;
export type CallerClaim = (typeof callerClaims)[number];

/** Stands in a claim for every value. */
export const everyValue = '*';

/** The people whose rows a citizen may see as their own: themselves, and those they act for. */
export const ownSubjects = ({ subject, actsFor = [] }: Pick<Caller, 'subject' | 'actsFor'>): readonly string[] => [
  subject,
  ...actsFor,
];

/** Everything a subgraph may know about the request it works for. */
export type RequestContext = {
  readonly requestId: string;
  /** W3C trace id, 32 hex digits. */
  readonly traceId: string;
  /** `null` when nobody signed in: only public fields answer. */
  readonly caller: Caller | null;
  /** Why personal data is wanted, out of the purposes the client is registered for. */
  readonly purpose: string | null;
  /** Milliseconds since the epoch after which nobody waits for the answer. */
  readonly deadline: number;
  readonly signal: EndSignal;
  /** By department, where its personal data may not simply be joined with what else is asked for; the gateway's own. */
  readonly joins?: ReadonlyMap<string, JoinRule>;
  /** Does the server that was asked give all it has to whoever can reach it? Said by that server alone. */
  readonly isOpen?: boolean;
};

import type { JWTPayload } from 'jose';
import { callerClaims, roles, type Caller, type Role } from '../../schema/request.ts';
import { unauthenticated } from './verify-token.ts';

/** What is read out of a token. */
export const claimNames = ['subject', 'role', 'client', 'scopes', 'actsFor', ...callerClaims] as const;
export type ClaimName = (typeof claimNames)[number];

/** How an issuer's tokens say who somebody is. */
export type ClaimReading = {
  /** Where a claim stands, `realm_access.roles`, where that is not where ours stand. */
  readonly paths: Readonly<Partial<Record<ClaimName, string>>>;
  /** What the issuer calls the roles that it may give. Of several in a token the first here counts. */
  readonly roles: ReadonlyMap<string, Role>;
  /** The role of whoever has none of these; null where they are nobody. */
  readonly otherwise: Role | null;
};

/** Tokens that are made for the graph: all roles, by our names. */
export const ownReading: ClaimReading = {
  paths: {},
  roles: new Map(roles.map((role) => [role, role])),
  otherwise: null,
};

/** Where each stands unless an issuer says otherwise: our names, and those of OpenID Connect and RFC 9068. */
const usual: Readonly<Record<ClaimName, readonly string[]>> = {
  subject: ['sub'],
  role: ['role'],
  client: ['client', 'client_id', 'azp'],
  scopes: ['scope'],
  actsFor: ['acts_for'],
  ...(Object.fromEntries(callerClaims.map((name) => [name, [name]])) as Record<
    (typeof callerClaims)[number],
    [string]
  >), // each of them
};

/** Who a verified token is for. Throws `UNAUTHENTICATED` where it does not say, or says what it can't mean. */
export function callerOf(claims: JWTPayload, reading: ClaimReading): Caller {
  const texts = (name: ClaimName): readonly string[] => readTexts(claims, pathsOf(reading, name));
  const [subject, ...others] = texts('subject');
  if (subject === undefined || others.length > 0) throw unauthenticated('it names nobody');
  const role = roleOf(reading, texts);
  const [client, ...clients] = texts('client');
  if (client === undefined || clients.length > 0) throw unauthenticated('it names no client');
  const scopes = scopesOf(claims, pathsOf(reading, 'scopes'));
  const claimed = callerClaims.flatMap((name) => (hasClaim(claims, pathsOf(reading, name)) ? [[name, texts(name)] as const] : [])); // prettier-ignore
  const actsFor = role === 'citizen' ? texts('actsFor') : [];
  return {
    ...{ subject, role, client, scopes },
    ...(claimed.length > 0 && { claims: Object.fromEntries(claimed) }),
    ...(actsFor.length > 0 && { actsFor }),
  };
}

/** One text with blanks between, as RFC 8693 has it, empty where there are none; or a list. */
function scopesOf(claims: JWTPayload, paths: readonly string[]): readonly string[] {
  const isEmpty = paths.some((path) => claimAt(claims, path) === '');
  return isEmpty ? [] : readTexts(claims, paths).flatMap((each) => each.split(' ').filter((scope) => scope !== ''));
}

function roleOf(reading: ClaimReading, texts: (name: ClaimName) => readonly string[]): Role {
  const given = reading.roles.size === 0 ? [] : texts('role');
  const known = [...reading.roles].find(([name]) => given.includes(name))?.[1] ?? reading.otherwise;
  if (known === null) throw unauthenticated('it gives no role this server knows');
  return known;
}

function pathsOf({ paths }: ClaimReading, name: ClaimName): readonly string[] {
  const path = paths[name];
  return path === undefined ? usual[name] : [path];
}

/** What a claim lists. One text is a list of one; anything else is a token that says what it can't mean. */
function readTexts(claims: JWTPayload, paths: readonly string[]): readonly string[] {
  const path = paths.find((each) => claimAt(claims, each) !== undefined);
  const value = path === undefined ? undefined : claimAt(claims, path);
  const texts: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (!texts.every((each) => typeof each === 'string' && each !== '') || texts.length > maxClaimed)
    throw unauthenticated(`its claim “${path}” is no list of up to ${maxClaimed} texts`);
  return texts as readonly string[]; // as just checked
}

const maxClaimed = 1000;

const hasClaim = (claims: JWTPayload, paths: readonly string[]): boolean =>
  paths.some((path) => claimAt(claims, path) !== undefined);

/** A claim by its name, which may hold points of its own, `https://city.example/roles`, or by the way to it. */
function claimAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return Reflect.get(value, path);
  for (let point = path.lastIndexOf('.'); point > 0; point = path.lastIndexOf('.', point - 1)) {
    const head = path.slice(0, point);
    if (Object.hasOwn(value, head)) return claimAt(Reflect.get(value, head), path.slice(point + 1));
  }
  return undefined;
}

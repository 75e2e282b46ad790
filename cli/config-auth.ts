import type { TokenIssuer } from '../gateway/security/tokens.ts';
import { claimNames, ownReading, type ClaimName, type ClaimReading } from '../gateway/security/token-claims.ts';
import { roles, type Role } from '../schema/request.ts';
import type { ConfigReader } from './config-reader.ts';
import { readJwks } from './read-jwks.ts';

/** `auth:` of a configuration: one issuer, or a list of them. */
export function readAuth(reader: ConfigReader): readonly TokenIssuer[] {
  if (!reader.has(['auth'])) return [];
  if (!reader.isList(['auth'])) return [readIssuer(reader, ['auth'])];
  const places = reader.keys(['auth']).map((index) => ['auth', index]);
  const issuers = places.map((at) => readIssuer(reader, at));
  places.forEach((at, index) => {
    const same = issuers.findIndex(({ issuer }) => issuer === issuers[index]?.issuer);
    if (same < index) reader.refuse(at, 'the issuer stands there twice', 'Remove one of them.');
    // Else whoever runs a sign-in for citizens could make an official.
    if (places.length > 1 && !reader.has([...at, 'roles']) && !reader.has([...at, 'role']))
      reader.refuse(at, 'of several issuers each must say which roles it may give', 'Add `role: citizen`, or `roles: [official, …]`.'); // prettier-ignore
  });
  return issuers;
}

function readIssuer(reader: ConfigReader, at: readonly string[]): TokenIssuer {
  reader.allow(at, ['issuer', 'audience', 'jwks', 'claims', 'role', 'roles']);
  const [issuer, audience, jwks] = ['issuer', 'audience', 'jwks'].map((name) => reader.value([...at, name], 'string'));
  if (issuer === undefined || audience === undefined)
    return reader.refuse(at, 'sign-in needs issuer and audience', 'Add both, as the issuer writes them into its tokens.'); // prettier-ignore
  if (audience === 'demo')
    return reader.refuse([...at, 'audience'], 'the audience “demo” belongs to demo tokens', 'Name the audience your issuer writes.'); // prettier-ignore
  const reading = readClaims(reader, at);
  return { issuer, audience, keys: readKeys(reader, at, { issuer, jwks }), reading };
}

type Named = { readonly issuer: string; readonly jwks: string | undefined };

function readKeys(reader: ConfigReader, at: readonly string[], { issuer, jwks }: Named): TokenIssuer['keys'] {
  if (jwks === undefined) {
    if (/^https:\/\/./.test(issuer) || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]|$)/.test(issuer))
      return { discover: issuer };
    return reader.refuse(at, 'sign-in needs jwks where the issuer is no https address that describes itself', 'Add `jwks:` with the address or file of its public keys.'); // prettier-ignore
  }
  if (/^https?:\/\//.test(jwks)) return { url: jwks };
  const [file, place] = [reader.path(jwks), reader.place([...at, 'jwks'])];
  return { jwks: reader.keep({ place, files: [file], read: () => readJwks(file, place) }).now };
}

/** `claims:` where they stand, `roles:` what ours are called, `role:` of whoever has none of them. */
function readClaims(reader: ConfigReader, at: readonly string[]): ClaimReading {
  reader.allow([...at, 'claims'], claimNames);
  const paths: Partial<Record<ClaimName, string>> = {};
  for (const name of claimNames) {
    const path = reader.value([...at, 'claims', name], 'string');
    if (path === '') reader.refuse([...at, 'claims', name], 'it names no claim', 'Write its name, or the way to it: realm_access.roles.'); // prettier-ignore
    if (path !== undefined) paths[name] = path;
  }
  const otherwise = reader.has([...at, 'role']) ? readRole(reader, [...at, 'role']) : null;
  if (reader.has([...at, 'roles'])) return { paths, roles: readRoles(reader, [...at, 'roles']), otherwise };
  if (otherwise === null) return { ...ownReading, paths };
  if (paths.role !== undefined)
    return reader.refuse([...at, 'claims', 'role'], 'nothing says which roles it may give', 'Add `roles:`; with `role:` alone everybody has that one.'); // prettier-ignore
  return { paths, roles: new Map(), otherwise };
}

/** `[official, admin]` as they are, or `{ gov-officer: official }` by the issuer's names. */
function readRoles(reader: ConfigReader, at: readonly string[]): ReadonlyMap<string, Role> {
  const isList = reader.isList(at);
  const entries = reader.keys(at).map((key) => {
    const role = readRole(reader, [...at, key]);
    return [isList ? role : key, role] as const;
  });
  if (entries.length === 0) reader.refuse(at, 'it names no role', `Write some of ${roles.join(', ')}.`);
  return new Map(entries);
}

function readRole(reader: ConfigReader, at: readonly string[]): Role {
  const name = reader.value(at, 'string');
  const role = roles.find((each) => each === name);
  return role ?? reader.refuse(at, `“${name ?? ''}” is no role`, `Write one of ${roles.join(', ')}.`);
}

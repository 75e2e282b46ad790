import { LineCounter, parseDocument } from 'yaml';
import type { OperationLimits } from '../gateway/planning/operation-limits.ts';
import type { ListenerTls } from '../gateway/http/server.ts';
import type { RateLimits } from '../gateway/resilience/rate-limiter.ts';
import type { ClientPurposes, Purpose } from '../schema/client-purposes.ts';
import { OnestopError } from '../schema/errors.ts';
import { callerClaims, roles, type Caller, type CallerClaim, type Role } from '../schema/request.ts';
import type { PolicyRule, PolicyRules } from '../schema/view.ts';
import { ConfigReader, readText, type Environment } from './config-reader.ts';
import { readAggregateQuestions, readLimits, readRates } from './config-limits.ts';
import { readTlsFiles, type TlsTexts } from './tls-files.ts';
import type { TrustedSource } from './trusted-documents.ts';
import type { DepartmentChoice } from './open-subgraphs.ts';

/** `onestop.yaml`, read. Secrets are named by environment variables or files, never written into it. */
export type Config = {
  readonly host: string;
  readonly port: number;
  /** Seals cursors; signs requests to remote departments that name no secret of their own. */
  readonly secret: string | null;
  readonly departments: readonly DepartmentChoice[];
  /** PostgreSQL of the graph's own systems; null where they keep nothing. */
  readonly hub: string | null;
  /** Null where nobody can sign in: only public fields answer. */
  readonly auth: AuthConfig | null;
  readonly clients: ClientPurposes;
  /** Those of them that sign in for themselves. */
  readonly services: Readonly<Record<string, ServiceConfig>>;
  /** Where it is written down who read what, and whether an answer waits for it. */
  readonly audit: { readonly folder: string; readonly mode: 'strict' | 'async' };
  /** What `@policy` names stand for, and whether an operation that asks too much is refused as a whole. */
  readonly authorization: { readonly policies: PolicyRules; readonly rejectUnauthorized: boolean };
  readonly allowedHosts: readonly string[];
  /** Addresses of proxies whose word of whom they ask for counts. */
  readonly trustedProxies: readonly string[];
  /** Origins whose pages may ask. */
  readonly cors: readonly string[];
  /** Null for plain HTTP. */
  readonly tls: ListenerTls | null;
  readonly introspection: boolean;
  /** What differs from the default. */
  readonly limits: Partial<OperationLimits>;
  /** Distinct questions of one client in a day for counts and sums over the people of one table. */
  readonly aggregateQuestions: number;
  /** How much clients and addresses may ask. */
  readonly rates: RateLimits;
  /** Documents that clients may name by id; null for none. */
  readonly trustedDocuments: TrustedSource | null;
};

/** A client with keys of its own: who it is, and what its token need not say. */
export type ServiceConfig = {
  /** File of its public keys, a JWKS. */
  readonly jwks: string;
  readonly role: Exclude<Role, 'citizen'>;
  readonly scopes: readonly string[];
  readonly claims: NonNullable<Caller['claims']>;
};

export type AuthConfig = {
  readonly issuer: string;
  readonly audience: string;
  /** Address or file of the issuer's public keys, a JWKS. */
  readonly jwks: string;
};

const settings = [
  ...['host', 'port', 'secret', 'departments', 'hub', 'auth', 'clients', 'audit', 'authorization'],
  ...['allowedHosts', 'trustedProxies', 'cors', 'tls', 'introspection', 'limits', 'trustedDocuments'],
];

/**
 * Reads a configuration. Paths in it are relative to its own folder.
 * @throws {OnestopError} `CONFIG_INVALID` with the place and the way out
 */
export function readConfig(file: string, environment: Environment): Config {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines });
  const reader = new ConfigReader({ file, document, lines, environment });
  for (const error of document.errors) {
    const line = error.linePos?.[0].line ?? 1;
    const reason = (error.message.split('\n')[0] ?? 'not YAML').replace(/ at line \d+, column \d+:?$/, '');
    throw new OnestopError('CONFIG_INVALID', { where: `${file}:${line}`, reason, fix: 'Correct the YAML.' });
  }
  reader.allow([], settings);
  const port = reader.value(['port'], 'number') ?? 4000;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    reader.refuse(['port'], `${port} is no port`, 'Write a whole number from 0 to 65535.');
  return {
    host: reader.value(['host'], 'string') ?? '127.0.0.1',
    port,
    secret: reader.secret(['secret']),
    departments: reader.keys(['departments']).map((index) => readDepartment(reader, index)),
    hub: reader.databaseUrl(['hub']),
    auth: readAuth(reader),
    clients: Object.fromEntries(reader.keys(['clients']).map((name) => [name, readClient(reader, name)])),
    services: Object.fromEntries(reader.keys(['clients']).flatMap((name) => readService(reader, name))),
    audit: readAudit(reader),
    authorization: readAuthorization(reader),
    allowedHosts: reader.texts(['allowedHosts']),
    trustedProxies: reader.texts(['trustedProxies']),
    cors: readOrigins(reader),
    tls: readListenerTls(reader),
    introspection: reader.value(['introspection'], 'boolean') ?? false,
    limits: readLimits(reader),
    aggregateQuestions: readAggregateQuestions(reader),
    rates: readRates(reader),
    trustedDocuments: readTrusted(reader),
  };
}

function readDepartment(reader: ConfigReader, index: string): DepartmentChoice {
  const at = ['departments', index];
  reader.allow(at, ['file', 'name', 'url', 'secret', 'sdl', 'tls']);
  const file = reader.value([...at, 'file'], 'string');
  if (file !== undefined) return { kind: 'local', file: reader.path(file), displayName: file };
  const name = reader.value([...at, 'name'], 'string');
  const url = reader.value([...at, 'url'], 'string');
  if (name === undefined || url === undefined)
    return reader.refuse(
      at,
      'a department is a file, or a name and a url',
      'Write `file: department.graphql`, or `name:` and `url: https://…/graphql`.',
    );
  if (!/^https?:\/\//.test(url)) reader.refuse([...at, 'url'], `“${url}” is no address`, 'Write https://host/graphql.');
  const sdl = reader.value([...at, 'sdl'], 'string');
  return {
    kind: 'remote',
    name,
    url,
    secret: reader.secret([...at, 'secret']) ?? reader.secret(['secret']),
    sdlFile: sdl === undefined ? null : reader.path(sdl),
    ...(reader.has([...at, 'tls']) && { tls: readTls(reader, [...at, 'tls']) }),
  };
}

function readClient(reader: ConfigReader, name: string): Config['clients'][string] {
  const at = ['clients', name];
  reader.allow(at, ['receiver', 'receiverCode', 'purposes', 'service']);
  if (reader.isText([...at, 'purposes'])) reader.refuse([...at, 'purposes'], purposeWithoutBasis, purposeFix);
  const purposes = reader.keys([...at, 'purposes']).map((purpose) => [purpose, readPurpose(reader, [...at, 'purposes', purpose])] as const); // prettier-ignore
  return {
    receiver: {
      name: reader.value([...at, 'receiver'], 'string') ?? name,
      code: reader.value([...at, 'receiverCode'], 'string') ?? null,
    },
    purposes: Object.fromEntries(purposes),
  };
}

/** `service: { jwks: keys.json, role: integrator }`, where the client signs tokens of its own. */
function readService(reader: ConfigReader, name: string): readonly (readonly [string, ServiceConfig])[] {
  const at = ['clients', name, 'service'];
  if (!reader.has(at)) return [];
  reader.allow(at, ['jwks', 'role', 'scopes', ...callerClaims]);
  const [jwks, role] = [reader.value([...at, 'jwks'], 'string'), reader.value([...at, 'role'], 'string')];
  if (jwks === undefined) return reader.refuse(at, 'a service needs its public keys', 'Add `jwks: keys.json`.');
  if (!isServiceRole(role))
    return reader.refuse(
      [...at, 'role'],
      `“${role ?? ''}” is no role of a program`,
      `Write ${serviceRoles.join(', ')}.`,
    );
  const claims: Partial<Record<CallerClaim, readonly string[]>> = {};
  for (const claim of callerClaims) if (reader.has([...at, claim])) claims[claim] = reader.texts([...at, claim]);
  return [[name, { jwks: reader.path(jwks), role, scopes: reader.texts([...at, 'scopes']), claims }]];
}

const serviceRoles = roles.filter((role) => role !== 'citizen');
const isServiceRole = (role: string | undefined): role is ServiceConfig['role'] =>
  serviceRoles.some((each) => each === role);

/** The legal basis alone, or with what else there is to say. */
function readPurpose(reader: ConfigReader, at: readonly string[]): Purpose {
  if (/^\d+$/.test(at.at(-1) ?? '')) return reader.refuse(at, purposeWithoutBasis, purposeFix);
  if (reader.isText(at)) return { legalBasis: reader.value(at, 'string') ?? '', embargoDays: null };
  reader.allow(at, ['legalBasis', 'embargoDays']);
  const legalBasis = reader.value([...at, 'legalBasis'], 'string');
  if (legalBasis === undefined || legalBasis.trim() === '') return reader.refuse(at, purposeWithoutBasis, purposeFix);
  const embargoDays = reader.value([...at, 'embargoDays'], 'number') ?? null;
  if (embargoDays !== null && !(Number.isInteger(embargoDays) && embargoDays > 0 && embargoDays <= longestEmbargoDays))
    reader.refuse([...at, 'embargoDays'], `${embargoDays} is no number of days`, `Write a whole number from 1 to ${longestEmbargoDays}.`); // prettier-ignore
  return { legalBasis, embargoDays };
}

const purposeWithoutBasis = 'a purpose needs its legal basis';
const purposeFix = 'Write `service-delivery: the law that allows it`, or `legalBasis:` and `embargoDays:` below it.';

/** What is kept back must come to light while it can still be disputed. */
const longestEmbargoDays = 730;

function readAudit(reader: ConfigReader): Config['audit'] {
  const at = ['audit'];
  reader.allow(at, ['folder', 'mode']);
  const mode = reader.value([...at, 'mode'], 'string') ?? 'strict';
  if (mode !== 'strict' && mode !== 'async')
    return reader.refuse([...at, 'mode'], `there is no mode “${mode}”`, 'Write strict or async.');
  return { folder: reader.path(reader.value([...at, 'folder'], 'string') ?? 'access-log'), mode };
}

function readAuthorization(reader: ConfigReader): Config['authorization'] {
  reader.allow(['authorization'], ['policies', 'rejectUnauthorized']);
  const policies = reader.keys(['authorization', 'policies']).map((name) => {
    const at = ['authorization', 'policies', name];
    reader.allow(at, policyConditions);
    const conditions = policyConditions.filter((each) => reader.has([...at, each]));
    if (conditions.length === 0)
      reader.refuse(at, 'the policy asks for nothing', `Say when it holds, by ${policyConditions.join(', ')}.`);
    const unknown = reader.texts([...at, 'roles']).find((role) => !(roles as readonly string[]).includes(role));
    if (unknown !== undefined)
      reader.refuse([...at, 'roles'], `“${unknown}” is no role`, `Write some of ${roles.join(', ')}.`);
    return [name, Object.fromEntries(conditions.map((each) => [each, reader.texts([...at, each])]))] as const;
  });
  return {
    policies: Object.fromEntries(policies),
    rejectUnauthorized: reader.value(['authorization', 'rejectUnauthorized'], 'boolean') ?? false,
  };
}

const policyConditions: readonly (keyof PolicyRule)[] = ['roles', 'clients', 'purposes', 'scopes'];

function readAuth(reader: ConfigReader): AuthConfig | null {
  if (!reader.has(['auth'])) return null;
  reader.allow(['auth'], ['issuer', 'audience', 'jwks']);
  const [issuer, audience, jwks] = ['issuer', 'audience', 'jwks'].map((name) => reader.value(['auth', name], 'string'));
  if (issuer === undefined || audience === undefined || jwks === undefined) {
    return reader.refuse(
      ['auth'],
      'sign-in needs issuer, audience and jwks',
      'Add the three; jwks is the address or file of the issuer’s public keys.',
    );
  }
  if (audience === 'demo')
    return reader.refuse(
      ['auth', 'audience'],
      'the audience “demo” belongs to demo tokens',
      'Name the audience your issuer writes.',
    );
  return { issuer, audience, jwks: /^https?:\/\//.test(jwks) ? jwks : reader.path(jwks) };
}

function readTrusted(reader: ConfigReader): TrustedSource | null {
  if (!reader.has(['trustedDocuments'])) return null;
  reader.allow(['trustedDocuments'], ['file', 'only']);
  const file = reader.value(['trustedDocuments', 'file'], 'string');
  if (file === undefined)
    return reader.refuse(['trustedDocuments'], 'it names no documents', 'Add `file:` with a manifest, or a folder.');
  return { path: reader.path(file), only: reader.value(['trustedDocuments', 'only'], 'boolean') ?? true };
}

function readOrigins(reader: ConfigReader): readonly string[] {
  const origins = reader.texts(['cors']);
  const wrong = origins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (wrong === undefined) return origins;
  return reader.refuse(['cors'], `“${wrong}” is no origin`, 'Write https://portal.city.example, without a path and each by itself.'); // prettier-ignore
}

function readListenerTls(reader: ConfigReader): ListenerTls | null {
  if (!reader.has(['tls'])) return null;
  const { cert, key, ca } = readTls(reader, ['tls']);
  if (cert === undefined || key === undefined)
    return reader.refuse(['tls'], 'it names no certificate', 'Add `cert:` and `key:` with files in PEM format.');
  return { cert, key, ...(ca !== undefined && { ca }) };
}

function readTls(reader: ConfigReader, at: readonly string[]): TlsTexts {
  reader.allow(at, ['cert', 'key', 'ca']);
  const files = reader
    .keys(at)
    .map((name) => [name, reader.path(reader.value([...at, name], 'string') ?? '')] as const);
  return readTlsFiles(Object.fromEntries(files), reader.place(at));
}

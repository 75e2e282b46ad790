import { LineCounter, parseDocument } from 'yaml';
import { usualConnections } from '../gateway/remote/usual-connections.ts';
import type { OperationLimits } from '../gateway/planning/operation-limits.ts';
import type { ListenerTls } from '../gateway/http/listener-tls.ts';
import type { RateLimits } from '../gateway/resilience/rate-limiter.ts';
import type { ServiceClients, TokenIssuer } from '../gateway/security/tokens.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { ClientPurposes } from '../schema/client-purposes.ts';
import { OnestopError } from '../schema/errors.ts';
import { roles } from '../schema/request.ts';
import type { PolicyRule, PolicyRules } from '../schema/view.ts';
import { readAuth } from './config-auth.ts';
import { readClient, readServices } from './config-clients.ts';
import { ConfigReader, readText, type Environment } from './config-reader.ts';
import { readAgreements } from './config-agreements.ts';
import { readAggregateQuestions, readLimits, readRates } from './config-limits.ts';
import { readDatabaseTls, readListenerTls, readTls } from './config-tls.ts';
import type { FromFiles, WatchedFiles } from './from-files.ts';
import type { DocumentChoice } from './trusted-documents.ts';
import type { DepartmentChoice } from './open-subgraphs.ts';

/** `onestop.yaml`, read. Secrets are named by environment variables or files, never written into it. */
export type Config = {
  readonly host: string;
  readonly port: number;
  /** Processes that answer; 1 is this one alone. */
  readonly workers: number;
  /** Seals cursors; signs requests to remote departments that name no secret of their own. */
  readonly secret: string | null;
  readonly departments: readonly DepartmentChoice[];
  /** PostgreSQL of the graph's own systems; null where they keep nothing. */
  readonly hub: string | null;
  /** Whose tokens are taken. */
  readonly auth: readonly TokenIssuer[];
  readonly clients: ClientPurposes;
  /** Between departments: which may be joined for what. */
  readonly agreements: readonly Agreement[];
  /** Those of them that sign in for themselves. */
  readonly services: ServiceClients;
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
  readonly tls: FromFiles<ListenerTls> | null;
  /** A second port, for operators alone; null for none. */
  readonly operators: { readonly host: string; readonly port: number } | null;
  readonly introspection: boolean;
  /** What differs from the default. */
  readonly limits: Partial<OperationLimits>;
  /** Distinct questions of one client in a day for counts and sums over the people of one table. */
  readonly aggregateQuestions: number;
  /** How much clients and addresses may ask. */
  readonly rates: RateLimits;
  /** Which documents are run; null where it does not say. */
  readonly trustedDocuments: DocumentChoice | null;
  /** What is read anew when its files change. */
  readonly fromFiles: readonly WatchedFiles[];
};

/** Is there anybody whom personal data could be for? */
export const letsSignIn = ({ auth, services }: Pick<Config, 'auth' | 'services'>): boolean =>
  auth.length > 0 || Object.keys(services).length > 0;

/** Each has at least one of the connections to a department elsewhere. */
export const mostWorkers = usualConnections;

const settings = [
  ...[
    'host',
    'port',
    'workers',
    'secret',
    'departments',
    'hub',
    'auth',
    'clients',
    'agreements',
    'audit',
    'authorization',
  ],
  ...['allowedHosts', 'trustedProxies', 'cors', 'tls', 'operators', 'introspection', 'limits', 'trustedDocuments'],
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
  return {
    host: reader.value(['host'], 'string') ?? '127.0.0.1',
    port: readPort(reader, ['port']) ?? 4000,
    workers: readWorkers(reader),
    secret: reader.secret(['secret']),
    departments: reader.keys(['departments']).map((index) => readDepartment(reader, index)),
    hub: reader.databaseUrl(['hub']),
    auth: readAuth(reader),
    clients: Object.fromEntries(reader.keys(['clients']).map((name) => [name, readClient(reader, name)])),
    services: readServices(reader),
    agreements: readAgreements(reader),
    audit: readAudit(reader),
    authorization: readAuthorization(reader),
    allowedHosts: reader.texts(['allowedHosts']),
    trustedProxies: reader.texts(['trustedProxies']),
    cors: readOrigins(reader),
    tls: readListenerTls(reader),
    operators: readOperators(reader),
    introspection: reader.value(['introspection'], 'boolean') ?? false,
    limits: readLimits(reader),
    aggregateQuestions: readAggregateQuestions(reader),
    rates: readRates(reader),
    trustedDocuments: readTrusted(reader),
    fromFiles: reader.kept,
  };
}

function readPort(reader: ConfigReader, at: readonly string[]): number | null {
  const port = reader.value(at, 'number') ?? null;
  if (port === null || (Number.isInteger(port) && port >= 0 && port <= 65_535)) return port;
  return reader.refuse(at, `${port} is no port`, 'Write a whole number from 0 to 65535.');
}

function readWorkers(reader: ConfigReader): number {
  const workers = reader.value(['workers'], 'number') ?? 1;
  if (Number.isInteger(workers) && workers >= 1 && workers <= mostWorkers) return workers;
  return reader.refuse(['workers'], `${workers} processes can’t be started`, `Write a whole number from 1 to ${mostWorkers}.`); // prettier-ignore
}

function readOperators(reader: ConfigReader): Config['operators'] {
  if (!reader.has(['operators'])) return null;
  reader.allow(['operators'], ['host', 'port']);
  const port = readPort(reader, ['operators', 'port']);
  if (port === null) return reader.refuse(['operators'], 'it names no port', 'Add `port: 4001`.');
  return { host: reader.value(['operators', 'host'], 'string') ?? '127.0.0.1', port };
}

function readDepartment(reader: ConfigReader, index: string): DepartmentChoice {
  const at = ['departments', index];
  reader.allow(at, ['file', 'name', 'url', 'secret', 'sdl', 'tls']);
  const file = reader.value([...at, 'file'], 'string');
  if (file !== undefined) {
    const tls = reader.has([...at, 'tls']) ? { tls: readDatabaseTls(reader, [...at, 'tls']) } : {};
    return { kind: 'local', file: reader.path(file), displayName: file, ...tls };
  }
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
    secret: reader.renewableSecret([...at, 'secret']) ?? reader.secret(['secret']),
    sdlFile: sdl === undefined ? null : reader.path(sdl),
    ...(reader.has([...at, 'tls']) && { tls: readTls(reader, [...at, 'tls']).now }),
  };
}

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

function readTrusted(reader: ConfigReader): DocumentChoice | null {
  if (!reader.has(['trustedDocuments'])) return null;
  if (reader.isText(['trustedDocuments'])) return readAny(reader);
  reader.allow(['trustedDocuments'], ['file', 'only']);
  const file = reader.value(['trustedDocuments', 'file'], 'string');
  if (file === undefined)
    return reader.refuse(['trustedDocuments'], 'it names no documents', 'Add `file:` with a manifest, or a folder.');
  return { path: reader.path(file), only: reader.value(['trustedDocuments', 'only'], 'boolean') ?? true };
}

function readAny(reader: ConfigReader): 'any' {
  const text = reader.value(['trustedDocuments'], 'string');
  if (text === 'any') return text;
  return reader.refuse(['trustedDocuments'], `“${text}” is no choice`, 'Write any; or `file:` with a manifest, or a folder, below it.'); // prettier-ignore
}

function readOrigins(reader: ConfigReader): readonly string[] {
  const origins = reader.texts(['cors']);
  const wrong = origins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (wrong === undefined) return origins;
  return reader.refuse(['cors'], `“${wrong}” is no origin`, 'Write https://portal.city.example, without a path and each by itself.'); // prettier-ignore
}

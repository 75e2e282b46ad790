import type { ServiceClient, ServiceClients } from '../gateway/security/tokens.ts';
import type { ClientPurposes, Purpose } from '../schema/client-purposes.ts';
import { callerClaims, roles, type CallerClaim } from '../schema/request.ts';
import { readCertificateRule } from './config-certificate.ts';
import type { ConfigReader } from './config-reader.ts';
import { readJwks } from './read-jwks.ts';

/** A client of `clients:`: whose it is, and what it may ask for. */
export function readClient(reader: ConfigReader, name: string): ClientPurposes[string] {
  const at = ['clients', name];
  reader.allow(at, ['receiver', 'receiverCode', 'purposes', 'scopes', 'service']);
  if (reader.isText([...at, 'purposes'])) reader.refuse([...at, 'purposes'], purposeWithoutBasis, purposeFix);
  const purposes = reader.keys([...at, 'purposes']).map((purpose) => [purpose, readPurpose(reader, [...at, 'purposes', purpose])] as const); // prettier-ignore
  return {
    receiver: {
      name: reader.value([...at, 'receiver'], 'string') ?? name,
      code: reader.value([...at, 'receiverCode'], 'string') ?? null,
    },
    purposes: Object.fromEntries(purposes),
    ...(reader.has([...at, 'scopes']) && { scopes: reader.texts([...at, 'scopes']) }),
  };
}

/** Clients that sign in for themselves, by name. */
export function readServices(reader: ConfigReader): ServiceClients {
  const services = reader.keys(['clients']).flatMap((name) => readService(reader, name));
  const owners = new Map<string, string>();
  for (const [name, { certificate }] of services) {
    const all = certificate?.kind === 'fingerprints' ? certificate.sha256 : [JSON.stringify(certificate)];
    for (const each of certificate === null ? [] : all) {
      const other = owners.get(each);
      if (other !== undefined)
        reader.refuse(['clients', name, 'service', 'certificate'], `it is ${other}’s as well`, 'Give each program its own.'); // prettier-ignore
      owners.set(each, name);
    }
  }
  return Object.fromEntries(services);
}

/** `service: { jwks: keys.json, role: integrator }`, where the client signs tokens of its own or shows a certificate. */
function readService(reader: ConfigReader, name: string): readonly (readonly [string, ServiceClient])[] {
  const at = ['clients', name, 'service'];
  if (!reader.has(at)) return [];
  reader.allow(at, ['jwks', 'certificate', 'role', 'scopes', ...callerClaims]);
  const [jwks, role] = [reader.value([...at, 'jwks'], 'string'), reader.value([...at, 'role'], 'string')];
  if (jwks === undefined && !reader.has([...at, 'certificate']))
    return reader.refuse(at, 'a service needs its public keys, or a certificate', 'Add `jwks: keys.json`, or `certificate:` with a fingerprint256 or a subject.'); // prettier-ignore
  if (!isServiceRole(role))
    return reader.refuse([...at, 'role'], `“${role ?? ''}” is no role of a program`, `Write ${serviceRoles.join(', ')}.`); // prettier-ignore
  const claims: Partial<Record<CallerClaim, readonly string[]>> = {};
  for (const claim of callerClaims) if (reader.has([...at, claim])) claims[claim] = reader.texts([...at, claim]);
  const service = {
    jwks: jwks === undefined ? null : keysIn(reader, [...at, 'jwks'], reader.path(jwks)),
    certificate: readCertificateRule(reader, [...at, 'certificate']),
    ...{ role, scopes: reader.texts([...at, 'scopes']), claims },
  };
  return [[name, service]];
}

function keysIn(reader: ConfigReader, at: readonly string[], file: string): ServiceClient['jwks'] {
  if (!reader.has(['auth']))
    return reader.refuse(at, 'nothing says what audience its tokens must have', 'Add `auth:` with an issuer and its audience, or let a certificate be enough.'); // prettier-ignore
  const place = reader.place(at);
  return reader.keep({ place, files: [file], read: () => readJwks(file, place) }).now;
}

const serviceRoles = roles.filter((role) => role !== 'citizen');
const isServiceRole = (role: string | undefined): role is ServiceClient['role'] =>
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

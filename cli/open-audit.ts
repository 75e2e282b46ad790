import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BaseLogger } from 'pino';
import { createOnce } from '../demo/data-folder.ts';
import { readResidentId } from '../adapters/codecs/resident-id.ts';
import { createAccountant } from '../gateway/audit/accountant.ts';
import { openJournal } from '../gateway/audit/journal.ts';
import { createPseudonyms } from '../schema/access-record.ts';
import type { ClientPurposes } from '../schema/client-purposes.ts';
import { OnestopError } from '../schema/errors.ts';
import type { Account } from '../schema/personal-read.ts';
import type { AccessOptions } from '../subgraphs/access/access.ts';
import { publicKeyOf, readRootKey, type RootKey } from '../subgraphs/access/roots.ts';
import { failureFacts } from './failure-facts.ts';

/** Where a machine keeps who read what. */
export type AuditPlaces = {
  readonly journalFolder: string;
  readonly rootsFile: string;
  /** PKCS #8, PEM; made where it is missing. */
  readonly rootKeyFile: string;
  /** The public half, SPKI, PEM: all that a check needs. */
  readonly rootPublicKeyFile: string;
};

export const auditPlaces = (folder: string): AuditPlaces => ({
  journalFolder: path.join(folder, 'journals'),
  rootsFile: path.join(folder, 'roots.jsonl'),
  rootKeyFile: path.join(folder, 'root-key.pem'),
  rootPublicKeyFile: path.join(folder, 'root-key.pub.pem'),
});

export type Audit = {
  /** For the gateway. */
  readonly account: Account;
  /** For the system that shows the log. */
  readonly access: Pick<AccessOptions, 'journalFolder' | 'roots'>;
  /** When all records are on disk; before the system that ships them is closed. */
  readonly close: () => Promise<void>;
};

export type AuditOptions = {
  readonly folder: string;
  readonly mode: 'strict' | 'async';
  readonly clients: ClientPurposes;
  /** Makes pseudonyms; null where this gateway shares none: then the folder has one of its own. */
  readonly secret: string | null;
  readonly logger: BaseLogger;
};

/** @throws {OnestopError} `CONFIG_INVALID` where the folder or the key in it can't be used */
export function openAudit({ folder, mode, clients, secret, logger }: AuditOptions): Audit {
  const places = auditPlaces(folder);
  const key = openRootKey(folder);
  const journal = openJournal(places.journalFolder);
  const pseudonym = createPseudonyms(secret ?? ownSecret(folder));
  const onFailure = (error: unknown) => logger.error({ failure: failureFacts(error) }, 'a reading could not be written down'); // prettier-ignore
  return {
    account: createAccountant({
      journal,
      mode,
      clients,
      pseudonym: (id) => pseudonym(readResidentId(id)),
      onFailure,
    }),
    access: { journalFolder: places.journalFolder, roots: { key, file: places.rootsFile } },
    close: () => journal.close(),
  };
}

function ownSecret(folder: string): string {
  const file = path.join(folder, 'pseudonym-secret');
  createOnce(file, randomBytes(32).toString('base64url'));
  return readFileSync(file, 'utf8');
}

/** The key of a folder's roots; made at the first call. */
export function openRootKey(folder: string): RootKey {
  const { rootKeyFile, rootPublicKeyFile } = auditPlaces(folder);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    createOnce(rootKeyFile, made.toString());
    const key = readRootKey(readFileSync(rootKeyFile, 'utf8'));
    createOnce(rootPublicKeyFile, publicKeyOf(key).export({ type: 'spki', format: 'pem' }).toString());
    return key;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const fix = 'Name a folder that this account may write to; the key in it is an Ed25519 key as PEM.';
    throw new OnestopError('CONFIG_INVALID', { where: `audit folder ${folder}`, reason, fix }, { cause });
  }
}

/**
 * What a folder's roots are checked with; made by the gateway that signs them.
 * @throws {OnestopError} `CONFIG_INVALID` where there is none
 */
export function readRootPublicKey(folder: string): string {
  const { rootPublicKeyFile } = auditPlaces(folder);
  try {
    return readFileSync(rootPublicKeyFile, 'utf8');
  } catch (cause) {
    const reason = 'there is no key to check the roots with';
    const fix = 'Copy it from the folder of the gateway that signs them, or start that gateway.';
    throw new OnestopError('CONFIG_INVALID', { where: rootPublicKeyFile, reason, fix }, { cause });
  }
}

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import { OnestopError } from '../../schema/errors.ts';
import type { Caller } from '../../schema/request.ts';

/** Signs tokens for a demo. They are worth nothing where `demo` is not the audience. */
export type DemoIssuer = {
  readonly issuer: string;
  readonly audience: 'demo';
  /** The public key, for the verifier. */
  readonly jwks: JSONWebKeySet;
  /** A signed JWT, valid for twelve hours. */
  issue(caller: Caller): Promise<string>;
};

const issuerName = 'onestop-demo';
const keyFile = 'demo-signing-key.json';

/** @param keyFolder holds the signing key, readable by its owner alone; made at the first call */
export async function createDemoIssuer(keyFolder: string): Promise<DemoIssuer> {
  const jwk = await loadOrCreateKey(keyFolder);
  const key = await importJWK(jwk, 'EdDSA');
  const kid = await calculateJwkThumbprint(jwk);
  return {
    issuer: issuerName,
    audience: 'demo',
    jwks: { keys: [{ ...pickPublic(jwk), kid, alg: 'EdDSA', use: 'sig' }] },
    issue: ({ subject, role, client, scopes, claims = {}, actsFor }) =>
      new SignJWT({
        role,
        client,
        scope: scopes.join(' '),
        ...claims,
        ...(actsFor !== undefined && { acts_for: actsFor }),
      })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
        .setIssuer(issuerName)
        .setAudience('demo')
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime('12h')
        .sign(key),
  };
}

/** Everything of an Ed25519 key but its secret. */
const pickPublic = ({ kty, crv, x }: JWK): JWK => ({
  kty: kty ?? 'OKP',
  ...(crv === undefined ? {} : { crv }),
  ...(x === undefined ? {} : { x }),
});

async function loadOrCreateKey(folder: string): Promise<JWK> {
  const file = path.join(folder, keyFile);
  await mkdir(folder, { recursive: true });
  if (existsSync(file)) return readKey(file);
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  // Linking is atomic and never overwrites: processes that start together agree on the first one's key.
  await link(draft, file).catch((error: unknown) => {
    if (!isTaken(error)) throw error;
  });
  await unlink(draft);
  return readKey(file);
}

/** @throws {OnestopError} `CONFIG_INVALID` for a file that was emptied or cut off */
async function readKey(file: string): Promise<JWK> {
  try {
    const key: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof key === 'object' && key !== null && 'd' in key) return key as JWK; // made by this module alone
    throw new TypeError('it holds no private key');
  } catch (cause) {
    const details = { where: file, reason: 'the file holds no key', fix: 'Remove it; the demo makes another.' };
    throw new OnestopError('CONFIG_INVALID', details, { cause });
  }
}

const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST';

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startCommand, type RunningCommand } from './command.ts';

/** A folder with an issuer's public keys, in which configurations of `onestop serve` can be written. */
export type ServeFixture = {
  readonly folder: string;
  /** A token of that issuer for an official of the service centre; claims may be overridden. */
  readonly token: (claims?: Readonly<Record<string, unknown>>) => Promise<string>;
  /** Writes `NAME.yaml`. @param departments lines of YAML below `departments:`, none for a bare gateway */
  readonly config: (name: string, departments: readonly string[]) => string;
  readonly serve: (
    departments: readonly string[],
    environment: Readonly<Record<string, string>>,
  ) => Promise<RunningCommand>;
  readonly remove: () => void;
};

const issuer = 'https://sign-in.test';
const audience = 'onestop-test';

export async function createServeFixture(): Promise<ServeFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'onestop serve '));
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: 'test' }];
  writeFileSync(join(folder, 'jwks.json'), JSON.stringify({ keys }));
  let count = 0;
  const config: ServeFixture['config'] = (name, departments) => {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(
      file,
      [
        ...(departments.length === 0 ? [] : ['secret: env:ONESTOP_SECRET', 'departments:', ...departments]),
        `auth: { issuer: '${issuer}', audience: ${audience}, jwks: jwks.json }`,
        'clients: { service-centre: { purposes: [service-delivery] } }',
      ].join('\n'),
    );
    return file;
  };
  return {
    folder,
    config,
    token: (claims = {}) =>
      new SignJWT({
        role: 'official',
        client: 'service-centre',
        scope: '',
        sub: 'official-1',
        aud: audience,
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'test' })
        .setIssuer(issuer)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey),
    serve: (departments, environment) =>
      startCommand(['serve', '--config', config(`serve-${(count += 1)}`, departments), '--port', '0'], environment),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { engineUnderTest } from '../engine-under-test.ts';
import type { DepartmentFile } from '../../cli/department-files.ts';
import { readConfig } from '../../cli/config.ts';
import { openAudit } from '../../cli/open-audit.ts';
import { chooseDocuments } from '../../cli/trusted-documents.ts';
import { openSubgraphs } from '../../cli/open-subgraphs.ts';
import { startGateway, type RunningGateway } from '../../cli/start-gateway.ts';
import { startCommand, type RunningCommand } from './command.ts';
import { copyThriftyDepartments } from './thrifty-departments.ts';

/** A folder with an issuer's public keys, in which configurations of `onestop serve` can be written. */
export type ServeFixture = {
  readonly folder: string;
  /** Copies of the departments' files, with small pools. */
  readonly files: readonly DepartmentFile[];
  /** A token of that issuer for an official of the service centre; claims may be overridden. */
  readonly token: (claims?: Readonly<Record<string, unknown>>) => Promise<string>;
  /**
   * Writes `NAME.yaml`.
   * @param departments lines of YAML below `departments:`, none for a bare gateway
   * @param hub is the database of `HUB_URL` the hub
   */
  readonly config: (name: string, departments: readonly string[], hub?: boolean) => string;
  /** @param environment with `HUB_URL` where there is to be a hub */
  readonly serve: (
    departments: readonly string[],
    environment: Readonly<Record<string, string>>,
  ) => Promise<RunningCommand>;
  /** The same in this process, which logs nothing. */
  readonly serveHere: (
    departments: readonly string[],
    environment: Readonly<Record<string, string>>,
  ) => Promise<RunningGateway>;
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
  const config: ServeFixture['config'] = (name, departments, hub = false) => {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(
      file,
      [
        ...(departments.length === 0 ? [] : ['secret: env:ONESTOP_SECRET', 'departments:', ...departments]),
        ...(hub ? ['hub: env:HUB_URL'] : []),
        `auth: { issuer: '${issuer}', audience: ${audience}, jwks: jwks.json }`,
        'clients: { service-centre: { purposes: { service-delivery: a law } } }',
        'trustedDocuments: any',
      ].join('\n'),
    );
    return file;
  };
  return {
    folder,
    files: copyThriftyDepartments(join(folder, 'subgraphs')),
    config,
    token: (claims = {}) =>
      new SignJWT({
        role: 'official',
        ...{ districts: ['*'], departments: ['*'] },
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
    serve: (departments, environment) => {
      const file = config(`serve-${(count += 1)}`, departments, environment['HUB_URL'] !== undefined);
      return startCommand(['serve', '--config', file, '--port', '0'], environment);
    },
    serveHere: async (departments, environment) => {
      const file = config(`here-${(count += 1)}`, departments, environment['HUB_URL'] !== undefined);
      const { secret, ...settings } = chooseDocuments(readConfig(file, environment), undefined, file);
      if (secret === null) throw new Error('no secret');
      const logger = pino({ level: 'silent' });
      const audit = openAudit({ ...settings.audit, clients: settings.clients, secret, logger });
      const subgraphs = await openSubgraphs({ ...settings, access: audit.access, secret, environment, logger });
      return startGateway({ subgraphs, engine: engineUnderTest, logger, audit }, { ...settings, port: 0 });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

import { connect } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { engineUnderTest } from '../engine-under-test.ts';
import { createRandom } from '../../demo/population/random.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import { createGatewayServer } from '../../gateway/http/server.ts';
import { createAuthenticator } from '../../gateway/security/tokens.ts';
import { isErrorCode } from '../../schema/errors.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { until } from '../demo/fixtures/temporary-data-folder.ts';
import { captureLogs } from '../gateway/city.ts';
import { hostileInputs, type HostileInput, type Means } from './hostile-inputs.ts';

/** What an attacker, who is the citizen P-ANNA at most, must never be told, and what tells of what is inside. */
const secrets = /P-CLEO|Okonjo|欧阳震华|13900139222|13700137333|asthma|gout|angina|91371\.25|82462\.55|73553\.75|permit-(?:title|place)|card-(?:bb2|cc3)|title-k[34]/; // prettier-ignore
const inside =
  /\n\s+at \S+ \(|node_modules|\.ts:\d|SELECT t\d|syntax error|SQLITE_|\bER_[A-Z]|\bt0\.|guarded\.db|pg_catalog/;

export type Withstood = { readonly inputs: number; readonly wrong: readonly string[]; readonly good: number };

/** Sends so many hostile requests to a gateway over the department, with good ones among them; tells what went wrong. */
export async function withstand(subgraph: Subgraph, count: number, seed: string): Promise<Withstood> {
  const { logger, logs } = captureLogs();
  const pair = await generateKeyPair('EdDSA');
  const jwk = { ...(await exportJWK(pair.publicKey)), alg: 'EdDSA', kid: 'a' };
  const clients = { tests: { purposes: { 'service-delivery': { legalBasis: 'a law', embargoDays: null } } } };
  const authenticate = createAuthenticator({ issuers: [{ issuer: 'https://issuer.example', audience: 'guarded', keys: { jwks: { keys: [jwk] } } }], clients }); // prettier-ignore
  const gateway = await createGateway({ subgraphs: [subgraph], engine: engineUnderTest, logger, account: async () => {}, introspection: false }); // prettier-ignore
  const app = await createGatewayServer({ pipeline: gateway.pipeline, departments: gateway.departments, authenticate, logger }); // prettier-ignore
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const wrong: string[] = [];
  let good = 0;
  try {
    const means = await meansOf(pair.privateKey, url);
    let sent = 0;
    for (const input of hostileInputs(count, createRandom(seed), means)) {
      sent += 1;
      const fault = await faultOf(url, input);
      if (fault !== null) wrong.push(`${input.kind} ${JSON.stringify(input).slice(0, 400)}: ${fault}`);
      if (sent % 25 !== 0) continue;
      if (await isGoodAnswered(url, means.token)) good += 1;
      else wrong.push(`after ${sent} inputs a good client was not answered`);
    }
    const telling = logs.find((line) => secrets.test(line) || line.includes(means.token));
    if (telling !== undefined) wrong.push(`a log tells a value or a token: ${telling.slice(0, 500)}`);
    return { inputs: sent, wrong, good };
  } finally {
    await app.close();
    await gateway.close();
  }
}

async function meansOf(key: CryptoKey, url: string): Promise<Means> {
  const foreign = (await generateKeyPair('EdDSA')).privateKey;
  const now = Math.floor(Date.now() / 1000);
  const sign = (
    given: { readonly aud?: string; readonly iss?: string; readonly exp?: number; readonly key?: CryptoKey } = {},
  ) =>
    // prettier-ignore
    new SignJWT({ role: 'citizen', client: 'tests' })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'a' })
      .setSubject('P-ANNA')
      .setIssuer(given.iss ?? 'https://issuer.example')
      .setAudience(given.aud ?? 'guarded')
      .setExpirationTime(given.exp ?? now + 36_000)
      .sign(given.key ?? key);
  const unsigned = new UnsecuredJWT({ role: 'admin', client: 'tests', sub: 'a', iss: 'https://issuer.example', aud: 'guarded', exp: now + 600 }).encode(); // prettier-ignore
  const token = await sign();
  const [head = '', , tail = ''] = token.split('.');
  const admin = Buffer.from(JSON.stringify({ sub: 'a', role: 'admin', client: 'tests', iss: 'https://issuer.example', aud: 'guarded', exp: now + 600 })).toString('base64url'); // prettier-ignore
  // A first answer may be late on a machine that is busy.
  await until('a good client is answered', () => isGoodAnswered(url, token));
  const answer = (await ask(url, '{ cases(first: 1) { pageInfo { endCursor } } }', token)) as {
    readonly data: { readonly cases: { readonly pageInfo: { readonly endCursor: string } } };
  };
  return {
    token,
    badTokens: [unsigned, `${head}.${admin}.${tail}`, await sign({ key: foreign }), await sign({ exp: now - 3600 }), await sign({ aud: 'others' }), await sign({ iss: 'https://evil.example' })], // prettier-ignore
    cursor: answer.data.cases.pageInfo.endCursor,
  };
}

async function ask(url: string, query: string, token: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-purpose': 'service-delivery' }; // prettier-ignore
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return response.json();
}

async function isGoodAnswered(url: string, token: string): Promise<boolean> {
  const answer = await ask(url, '{ people { nodes { id name } } }', token);
  return JSON.stringify(answer) === '{"data":{"people":{"nodes":[{"id":"P-ANNA","name":"Quirina Vexley"}]}}}';
}

/** Null where the answer is as it must be: coded errors or data that is the attacker's own, and nothing of the inside. */
async function faultOf(url: string, { method, path, headers, body }: HostileInput): Promise<string | null> {
  const from = performance.now();
  const { status, text } = await send(url, { method, path, headers, body });
  const ms = performance.now() - from;
  if (ms > 5000) return `it took ${ms.toFixed(0)} ms`;
  if (status >= 500 && status !== 503) return `${status} ${text.slice(0, 200)}`;
  if (secrets.test(text)) return `it tells ${secrets.exec(text)?.[0] ?? ''}: ${text.slice(0, 300)}`;
  if (inside.test(text)) return `it tells of the inside: ${text.slice(0, 300)}`;
  const answer: unknown = JSON.parse(text);
  const errors = typeof answer === 'object' && answer !== null && 'errors' in answer && Array.isArray(answer.errors) ? answer.errors : null; // prettier-ignore
  if (status !== 200 && errors === null) return `${status} without errors: ${text.slice(0, 200)}`;
  const uncoded = (errors ?? []).find(
    (error: { extensions?: { code?: unknown } }) => !isErrorCode(error.extensions?.code),
  );
  return uncoded === undefined ? null : `an error without a code: ${JSON.stringify(uncoded)}`;
}

/** As it is: a client of the platform would mend some of it. */
function send(
  url: string,
  { method, path, headers, body }: Omit<HostileInput, 'kind'>,
): Promise<{ readonly status: number; readonly text: string }> {
  // prettier-ignore
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.setTimeout(15_000, () => socket.destroy(new Error('no answer in 15 s')));
    socket.on('error', reject);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => {
      const answer = Buffer.concat(chunks).toString('utf8');
      const [head = '', ...rest] = answer.split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      if (status === 0) reject(new Error(`no answer to ${method} ${path.slice(0, 100)}`));
      else resolve({ status, text: rest.join('\r\n\r\n') });
    });
    const bytes = Buffer.from(body ?? '', 'utf8');
    const lines = Object.entries({ host, connection: 'close', ...headers, ...(body !== null && { 'content-length': String(bytes.length) }) }); // prettier-ignore
    socket.write(`${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
    socket.write(bytes);
  });
}

import { randomUUID } from 'node:crypto';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { encodeContext, sign, signatureHeaders, type SignedContext } from '../../schema/signed-request.ts';

export const secret = 'a secret of the tests';

export const context = (): SignedContext => ({
  requestId: 'request-1',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  caller: { subject: 'official-1', role: 'official', client: 'portal', scopes: ['read'] },
  purpose: 'service-delivery',
  deadline: Date.now() + 5000,
});

export type Overrides = {
  readonly secret?: string;
  readonly audience?: string;
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly context?: SignedContext;
};

/** Headers as a gateway makes them. */
export function signedHeaders(body: string, overrides: Overrides = {}): Record<string, string> {
  const parts = {
    secret: overrides.secret ?? secret,
    audience: overrides.audience ?? 'offices',
    timestamp: overrides.timestamp ?? String(Math.floor(Date.now() / 1000)),
    nonce: overrides.nonce ?? randomUUID(),
    context: encodeContext(overrides.context ?? context()),
    body,
  };
  return {
    'content-type': 'application/json',
    [signatureHeaders.context]: parts.context,
    [signatureHeaders.timestamp]: parts.timestamp,
    [signatureHeaders.nonce]: parts.nonce,
    [signatureHeaders.signature]: sign(parts),
  };
}

export const post = (
  app: FastifyInstance,
  payload: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<LightMyRequestResponse> => app.inject({ method: 'POST', url: '/graphql', payload, headers });

export type Answer = {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { message: string; path?: readonly unknown[]; extensions: Record<string, unknown> }[];
  readonly extensions?: { readonly onestop?: Readonly<Record<string, unknown>> };
};

/** Asks as a gateway does and reads the answer. */
export async function ask(app: FastifyInstance, query: string, variables: object = {}): Promise<Answer> {
  const body = JSON.stringify({ query, variables });
  return (await post(app, body, signedHeaders(body))).json<Answer>();
}

import type { IncomingHttpHeaders } from 'node:http';
import { OnestopError } from '../../schema/errors.ts';
import {
  decodeContext,
  signatureHeaders,
  signatureToleranceSeconds,
  verify,
  type SignedContext,
} from '../../schema/signed-request.ts';
import type { NonceMemory } from './nonce-memory.ts';

/** Nothing, what is public, or all there is. */
export type Unsigned = 'nothing' | 'public' | 'all';

export type Gatekeeper = {
  /** Name of the subgraph: what signatures must be addressed to. */
  readonly audience: string;
  /** Any of them may have signed; none where nothing is checked. */
  readonly secrets: () => readonly string[];
  /** What who does not sign is given. */
  readonly unsigned: Unsigned;
  readonly nonces: NonceMemory;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

export type Visitor = { readonly context: SignedContext; readonly signed: boolean };

/** Milliseconds an unsigned request may take: nobody told how long its sender waits. */
const openBudgetMs = 30_000;

const openCaller = { subject: 'open', role: 'admin', client: 'open', scopes: [] } as const;

/**
 * Says who asks. A signature is checked wherever there is one; without one it is as the server says.
 * @param body as it came over the wire: that is what was signed
 * @throws {OnestopError} `SIGNATURE_INVALID`; `OVERLOADED` when no more nonces can be remembered
 */
export function authenticateRequest(
  keeper: Gatekeeper,
  headers: IncomingHttpHeaders,
  body: string,
  requestId: string,
): Visitor {
  const signature = header(headers, 'signature');
  if (signature !== null) return { context: verifySignature(keeper, headers, body, signature), signed: true };
  if (keeper.unsigned === 'nothing') throw invalid('it carries no signature');
  const who =
    keeper.unsigned === 'all' ? { caller: openCaller, purpose: 'open', isOpen: true } : { caller: null, purpose: null };
  const deadline = keeper.now() + openBudgetMs;
  return { context: { requestId, traceId: '0'.repeat(32), ...who, deadline }, signed: false };
}

function verifySignature(
  keeper: Gatekeeper,
  headers: IncomingHttpHeaders,
  body: string,
  signature: string,
): SignedContext {
  const secrets = keeper.secrets();
  if (secrets.length === 0) throw invalid('this subgraph has no secret to check it with');
  const timestamp = header(headers, 'timestamp');
  const nonce = header(headers, 'nonce');
  const encoded = header(headers, 'context');
  if (timestamp === null || nonce === null || encoded === null) throw invalid('a header is missing');
  const signedAt = readSeconds(timestamp);
  if (Math.abs(keeper.now() / 1000 - signedAt) > signatureToleranceSeconds) throw invalid('its time is not ours');
  const parts = { audience: keeper.audience, timestamp, nonce, context: encoded, body };
  if (!secrets.some((secret) => verify({ secret, ...parts }, signature))) throw invalid('the signature does not match');
  // Only now: what is not signed must not fill the memory.
  rememberNonce(keeper, nonce, signedAt);
  const context = decodeContext(encoded, keeper.now());
  if (context === null) throw invalid('its context can’t be read');
  return context;
}

function rememberNonce({ nonces, now }: Gatekeeper, nonce: string, signedAt: number): void {
  switch (nonces.remember(nonce, now(), (signedAt + signatureToleranceSeconds + 1) * 1000)) {
    case 'new':
      return;
    case 'seen':
      throw invalid('it was sent before');
    case 'full':
      throw new OnestopError('OVERLOADED');
  }
}

/** Unix seconds; NaN, which no clock agrees with, would pass a comparison. */
function readSeconds(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw invalid('its time can’t be read');
  return Number(text);
}

function header(headers: IncomingHttpHeaders, name: keyof typeof signatureHeaders): string | null {
  const value = headers[signatureHeaders[name]];
  return typeof value === 'string' && value !== '' ? value : null;
}

const invalid = (reason: string): OnestopError => new OnestopError('SIGNATURE_INVALID', { reason });

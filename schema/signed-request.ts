import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { isErrorCode } from './errors.ts';
import {
  callerClaims,
  callerIdentifiers,
  maxIdentifiedWards,
  roles,
  type Caller,
  type RequestContext,
} from './request.ts';

/**
 * How a gateway tells a remote subgraph who asks: the request's context in one header, an HMAC over
 * it, the body, the time, a nonce and the subgraph's name. Shared by the sender (gateway) and the
 * receiver (stand-alone subgraph), so that the two cannot drift apart.
 */
export const signatureHeaders = {
  context: 'x-onestop-context',
  timestamp: 'x-onestop-timestamp',
  nonce: 'x-onestop-nonce',
  signature: 'x-onestop-signature',
} as const;

/** Seconds two clocks may differ, and how long a nonce must be remembered on each side of now. */
export const signatureToleranceSeconds = 30;

/** What the receiver makes of it: all of the request's context but the abort signal. */
export type SignedContext = Omit<RequestContext, 'signal'>;

export type SignatureParts = {
  readonly secret: string;
  /** Name of the subgraph the request is for: a signature for one is worth nothing at another. */
  readonly audience: string;
  /** Unix seconds, as text. */
  readonly timestamp: string;
  readonly nonce: string;
  /** Value of the context header. */
  readonly context: string;
  /** As it travels: bytes, or the text that they are in UTF-8. */
  readonly body: string | Uint8Array;
};

/**
 * The context as it travels: the time that is left in place of the deadline, which clocks that differ would move.
 * @param now milliseconds since the epoch, by the sender's clock
 */
export const encodeContext = (context: SignedContext, now = Date.now()): string =>
  Buffer.from(
    JSON.stringify({
      requestId: context.requestId,
      traceId: context.traceId,
      caller: context.caller,
      purpose: context.purpose,
      budgetMs: Math.max(0, context.deadline - now),
    }),
  ).toString('base64url');

/**
 * Reads a context header whose signature was verified. Null where it is not one.
 * @param now milliseconds since the epoch, by the receiver's clock: its deadline counts from here
 */
export function decodeContext(header: string, now = Date.now()): SignedContext | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    if (!isWireContext(value)) return null;
    const { requestId, traceId, caller, purpose, budgetMs } = value;
    return { requestId, traceId, caller, purpose, deadline: now + budgetMs };
  } catch {
    return null;
  }
}

/** HMAC-SHA-256 in hex. */
export function sign(parts: SignatureParts): string {
  const bodyHash = hash('sha256', parts.body);
  return createHmac('sha256', parts.secret)
    .update(['v1', parts.audience, parts.timestamp, parts.nonce, parts.context, bodyHash].join('\n'))
    .digest('hex');
}

/** Compares in constant time. Freshness and nonces are the receiver's business. */
export function verify(parts: SignatureParts, signature: string): boolean {
  const expected = Buffer.from(sign(parts));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

type WireContext = Omit<SignedContext, 'deadline'> & { readonly budgetMs: number };

function isWireContext(value: unknown): value is WireContext {
  if (typeof value !== 'object' || value === null) return false;
  const { requestId, traceId, caller, purpose, budgetMs } = value as Record<string, unknown>;
  return (
    typeof requestId === 'string' &&
    typeof traceId === 'string' &&
    typeof budgetMs === 'number' &&
    Number.isFinite(budgetMs) &&
    (purpose === null || typeof purpose === 'string') &&
    (caller === null || isCaller(caller))
  );
}

function isCaller(value: unknown): value is Caller {
  if (typeof value !== 'object' || value === null) return false;
  const { subject, role, client, scopes, actsFor, claims, policies, identifiers, wardIdentifiers, unidentified } =
    value as Record<string, unknown>;
  return (
    typeof subject === 'string' &&
    (roles as readonly unknown[]).includes(role) &&
    typeof client === 'string' &&
    isTexts(scopes) &&
    (actsFor === undefined || isTexts(actsFor)) &&
    (claims === undefined || isClaims(claims)) &&
    (policies === undefined || isTexts(policies)) &&
    (identifiers === undefined || isIdentifiers(identifiers)) &&
    (wardIdentifiers === undefined || isWards(wardIdentifiers)) &&
    (unidentified === undefined || isUnidentified(unidentified))
  );
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

const isClaims = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(([name, each]) => (callerClaims as readonly string[]).includes(name) && isTexts(each));

function isUnidentified(value: unknown): value is NonNullable<Caller['unidentified']> {
  if (typeof value !== 'object' || value === null) return false;
  const { department, code } = value as Record<string, unknown>;
  return typeof department === 'string' && isErrorCode(code);
}

const isIdentifiers = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(
    ([name, each]) => (callerIdentifiers as readonly string[]).includes(name) && typeof each === 'string',
  );

const isWards = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= maxIdentifiedWards && value.every(isIdentifiers);

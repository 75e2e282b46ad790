import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OnestopError } from '../../schema/errors.ts';
import { badInput } from '../../schema/input-mistakes.ts';
import type { Account } from '../../schema/personal-read.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { UsageLog, UsageQuestion } from '../../schema/usage-log.ts';
import type { Authenticate } from '../security/tokens.ts';
import type { RateLimiter } from '../resilience/rate-limiter.ts';
import { credentialsOf } from './credentials.ts';
import { payerOf } from './payer.ts';
import { unlessAborted, type InFlight } from './in-flight.ts';
import { observedOf } from './request-log.ts';

/** What the access log tells beside the graph. */
export type DataTracker = {
  readonly usages: UsageLog;
  readonly account: Account;
};

export type DataTrackerOptions = DataTracker & {
  readonly authenticate: Authenticate;
  readonly inFlight: InFlight;
  readonly limiter: RateLimiter | null;
  /** Longest time for one request, in milliseconds. */
  readonly requestTimeoutMs: number;
};

/** What one question takes of what its client may ask in a minute, whatever the log holds. */
const logCost = 100;

/** Usages of one answer; the protocol's own number where none is named. */
const most = 1_000;
const mostPassedOver = 1_000_000;

/**
 * Estonia's Data Tracker protocol (https://github.com/e-gov/AJ), its REST form of version 2, for portals that show people
 * who used their data. Who asks says the token, where X-Road says it in a header.
 */
export function serveDataTracker(app: FastifyInstance, { usages, account, ...options }: DataTrackerOptions): void {
  app.get('/data-tracker/heartbeat', async (_request, reply) => {
    const isUp = await usages.isUp();
    const message = isUp ? 'The access log answers' : 'The access log can’t be had';
    return reply.header('cache-control', 'no-store').send({ status: isUp ? 'OK' : 'FAIL', message });
  });
  app.get('/data-tracker/usagePeriod', async (request, reply) => {
    const periodStart = await admit(options, request, () => usages.since());
    return reply.header('cache-control', 'no-store').send({ periodStart });
  });
  app.get('/data-tracker/findUsage', async (request, reply) => {
    const found = await admit(options, request, async (context) => {
      const { read, ...page } = await usages.find(readQuestion(request.query), context);
      await account([read], context);
      return page;
    });
    const told = found.usages.map((usage) => ({ ...usage, receiverCode: usage['receiverCode'] ?? '' }));
    return reply.header('cache-control', 'no-store').send({ totalUsages: found.totalUsages, usages: told });
  });
}

/** Works for somebody who is signed in, as long as there is room and time. */
async function admit<T>(
  { authenticate, inFlight, limiter, requestTimeoutMs }: Omit<DataTrackerOptions, keyof DataTracker>,
  request: FastifyRequest,
  work: (context: RequestContext) => Promise<T>,
): Promise<T> {
  const facts = observedOf(request);
  if (facts === undefined) throw new TypeError('a request nobody observed');
  const running = inFlight.begin(requestTimeoutMs);
  const answer = async () => {
    const who = await authenticate(credentialsOf(request)).catch((error: unknown) => {
      limiter?.charge(payerOf(null, request.ip), logCost);
      throw error;
    });
    limiter?.charge(payerOf(who.caller, request.ip), logCost);
    if (who.caller === null) throw new OnestopError('UNAUTHENTICATED', { reason: 'there is none' });
    const { requestId, traceId } = facts;
    return work({ requestId, traceId, ...who, deadline: Date.now() + requestTimeoutMs, signal: running.signal });
  };
  try {
    return await unlessAborted(answer(), running.signal);
  } finally {
    running.done();
  }
}

/** @throws {OnestopError} `BAD_USER_INPUT` */
function readQuestion(query: unknown): UsageQuestion {
  const given = query as Readonly<Record<string, unknown>>; // the framework's parser makes an object of any query
  return {
    userCode: textOf(given, 'userCode') ?? '',
    periodStart: readMoment(given, 'periodStart'),
    periodEnd: readMoment(given, 'periodEnd'),
    offset: readNumber(given, 'offset', { min: 0, max: mostPassedOver, usual: 0 }),
    limit: readNumber(given, 'limit', { min: 1, max: most, usual: most }),
  };
}

type Given = Readonly<Record<string, unknown>>;

function textOf(given: Given, field: string): string | null {
  const value = given[field];
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string') throw badInput('{field} is given more than once', { field });
  return value;
}

type Range = { readonly min: number; readonly max: number; readonly usual: number };

function readNumber(given: Given, field: string, { min, max, usual }: Range): number {
  const text = textOf(given, field);
  if (text === null) return usual;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (number >= min && number <= max) return number;
  throw badInput('{field} is no whole number from {min} to {max}', { field, min, max });
}

/** With a zone, or in UTC without one. */
function readMoment(given: Given, field: string): string | null {
  const text = textOf(given, field);
  if (text === null) return null;
  const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/.test(text);
  const moment = isIso ? Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`) : NaN;
  if (Number.isNaN(moment)) throw badInput('{field} is no moment as ISO 8601 writes it', { field });
  return new Date(moment).toISOString();
}

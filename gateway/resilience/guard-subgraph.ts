import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhenResult } from 'cockatiel';
import type { DocumentNode } from 'graphql';
import type { ErrorCode } from '../../schema/errors.ts';
import { readPolicy } from '../../schema/policy.ts';
import type { FetchAnswer, FetchInput, PreparedFetch, Subgraph } from '../../schema/subgraph.ts';
import type { OwnerCheckOptions } from './answer-owners.ts';
import { failedAnswer } from '../../schema/failed-answer.ts';
import { compileJudge, type Judge } from './judge-answer.ts';
import { withinDeadline } from './within-deadline.ts';
import { subgraphSchema } from './subgraph-schema.ts';

export type GuardOptions = {
  /** Longest time for one fetch, in milliseconds; the request's own deadline may be nearer. Default 5,000. */
  readonly timeoutMs?: number;
  /** Fetches in flight; one more is refused. Default 256. */
  readonly maxInFlight?: number;
  /** Failures in a row that open the breaker. Default 5. */
  readonly openAfter?: number;
  /** Milliseconds until an open breaker lets one fetch try. Default 1,000. */
  readonly halfOpenAfterMs?: number;
  /** A fetch that had less time than this, in milliseconds, says nothing about the department. Default 1,000. */
  readonly fairMs?: number;
  /** What answers are checked against; by default the port's own SDL. */
  readonly sdl?: DocumentNode;
  /** What says which data are whose; by default that SDL. */
  readonly policy?: OwnerCheckOptions['policy'];
  /** Told of exceptions, which no client sees. */
  readonly onFault?: (error: unknown) => void;
  /** Told that the department answered with records that were not asked for, or are not for whoever asked. */
  readonly onOthers?: () => void;
};

export type DepartmentStatus = {
  readonly name: string;
  /** `unknown` before the first fetch. */
  readonly state: 'up' | 'down' | 'unknown';
  /** When it last answered, ISO 8601; null before that. */
  readonly lastSeen: string | null;
  /** When a fetch last told the state, ISO 8601; null before that. */
  readonly checkedAt: string | null;
};

export type GuardedSubgraph = Subgraph & { status(): DepartmentStatus };

type Guard = Required<Omit<GuardOptions, 'sdl' | 'policy'>>;
type Judging = Guard & { readonly judge: Judge };

/** What a fetch says of its department: it answered, it didn't, or nobody waited long enough to know. */
type Verdict = { readonly answer: FetchAnswer; readonly health: 'well' | 'out' | 'unknown' };

type Seen = {
  inFlight: number;
  /** When the breaker last opened, in milliseconds since the epoch. */
  openedAt: number;
  last: Date | null;
  judged: Date | null;
  state: DepartmentStatus['state'];
  /** Is the last thing the breaker was told a failure? Only then does an answer tell it anything. */
  failedLast: boolean;
};

/** Fetches in flight at one department. */
export const usualInFlight = 256;

const defaults: Guard = {
  timeoutMs: 5_000,
  maxInFlight: usualInFlight,
  openAfter: 5,
  halfOpenAfterMs: 1_000,
  fairMs: 1_000,
  onFault: () => undefined,
  onOthers: () => undefined,
};

/** Milliseconds that a fetch has beyond its time to end by itself: it is not held open, and who was late is said here. */
const graceMs = 50;

/**
 * A department that can't hold up the graph: its fetches end in time, don't pile up, aren't tried
 * while it is down, and answer in the shape they were asked for. Never throws from `run`.
 */
export function guardSubgraph(subgraph: Subgraph, options: GuardOptions = {}): GuardedSubgraph {
  const guard = { ...defaults, ...options };
  const breaker = circuitBreaker(
    // `execute` below gives it nothing else. Only a trial brings what says nothing, and then it wasn't passed.
    handleWhenResult((verdict) => (verdict as Verdict).health !== 'well'),
    { halfOpenAfter: guard.halfOpenAfterMs, breaker: new ConsecutiveBreaker(guard.openAfter) },
  );
  const seen: Seen = { inFlight: 0, openedAt: 0, last: null, judged: null, state: 'unknown', failedLast: false };
  breaker.onBreak(() => (seen.openedAt = Date.now()));

  const isClosed = (): boolean => breaker.state === CircuitState.Closed;

  const refusal = (): FetchAnswer | null => {
    const reopensIn = seen.openedAt + guard.halfOpenAfterMs - Date.now();
    // One fetch tries after the pause; the others don't wait for it.
    if (!isClosed() && (reopensIn > 0 || breaker.state === CircuitState.HalfOpen)) {
      return failedAnswer({
        path: [],
        code: 'DEPARTMENT_UNAVAILABLE',
        retryAfter: Math.max(1, Math.ceil(reopensIn / 1000)),
      });
    }
    if (seen.inFlight < guard.maxInFlight) return null;
    return failedAnswer({ path: [], code: 'DEPARTMENT_BUSY', retryAfter: 1 });
  };

  /** The breaker watches trials; else it is told of what says something new, unless it opened meanwhile. */
  const tell = async (verdict: Verdict): Promise<void> => {
    if (verdict.health === 'unknown' || !isClosed()) return;
    if (verdict.health === 'well' && !seen.failedLast) return;
    seen.failedLast = verdict.health === 'out';
    await breaker.execute(() => verdict);
  };

  const run = async (prepared: PreparedFetch, judging: Judging, input: FetchInput): Promise<FetchAnswer> => {
    const refused = refusal();
    if (refused !== null) return refused;
    // Its place is free when the work ends, which may be long after anybody waits for it.
    const work = async (): Promise<FetchAnswer> => {
      seen.inFlight += 1;
      try {
        const deadline = Math.min(input.request.deadline, Date.now() + guard.timeoutMs + graceMs);
        return await prepared.run({ ...input, request: { ...input.request, deadline } });
      } finally {
        seen.inFlight -= 1;
      }
    };
    try {
      const isTrial = !isClosed();
      const verdict = await (isTrial
        ? breaker.execute(() => attempt(work, input, judging))
        : attempt(work, input, judging));
      if (!isTrial) await tell(verdict);
      note(seen, verdict.health);
      return verdict.answer;
    } catch (error) {
      guard.onFault(error);
      return failedAnswer({ path: [], code: 'DEPARTMENT_UNAVAILABLE', retryAfter: 1 });
    }
  };

  const schema = subgraphSchema(options.sdl ?? subgraph.sdl);
  const policy = options.policy ?? readPolicy(schema);
  const isRemote = subgraph.url !== undefined;
  return {
    name: subgraph.name,
    sdl: subgraph.sdl,
    ...(subgraph.url === undefined ? {} : { url: subgraph.url }),
    prepare: (fetch) => {
      const prepared = subgraph.prepare(fetch);
      const judge = compileJudge(fetch.document, { schema, policy, isRemote, onOthers: guard.onOthers });
      const judging = { ...guard, judge };
      return { run: (input) => run(prepared, judging, input), explain: (variables) => prepared.explain(variables) };
    },
    scan: (request) => subgraph.scan(request),
    changes: (since) => subgraph.changes(since),
    health: () => subgraph.health(),
    close: () => subgraph.close(),
    status: () => ({
      name: subgraph.name,
      state: breaker.state === CircuitState.Open ? 'down' : seen.state,
      lastSeen: seen.last?.toISOString() ?? null,
      checkedAt: seen.judged?.toISOString() ?? null,
    }),
  };
}

function note(seen: Seen, health: Verdict['health']): void {
  if (health === 'unknown') return;
  seen.judged = new Date();
  seen.state = health === 'well' ? 'up' : 'down';
  if (health === 'well') seen.last = seen.judged;
}

async function attempt(work: () => Promise<FetchAnswer>, input: FetchInput, guard: Judging): Promise<Verdict> {
  const startedAt = Date.now();
  const { deadline, signal } = input.request;
  try {
    const answer = await withinDeadline(work, Math.min(guard.timeoutMs, deadline - startedAt), signal);
    if (answer === 'late') {
      const wasFair = Date.now() - startedAt >= Math.min(guard.fairMs, guard.timeoutMs) && !hasLeft(input);
      return { answer: failedAnswer({ path: [], code: 'DEPARTMENT_TIMEOUT' }), health: wasFair ? 'out' : 'unknown' };
    }
    const judged = guard.judge(answer, input);
    if (judged.data === null && answer.data !== null) return { answer: judged, health: 'well' };
    return { answer: judged, health: hasLeft(input) && judged.errors.length > 0 ? 'unknown' : healthOf(judged) };
  } catch (error) {
    guard.onFault(error);
    return { answer: failedAnswer({ path: [], code: 'DEPARTMENT_ERROR' }), health: 'unknown' };
  }
}

/** Did the client go away? Then the department is not to blame, however often that happens. */
const hasLeft = ({ request }: FetchInput): boolean => request.signal.aborted && Date.now() < request.deadline;

/**
 * A statement that can't be asked speaks for the department. One that is slow, or waits in a queue,
 * speaks for itself: whoever asks what takes long must not close the department to everybody.
 */
function healthOf({ errors: all }: FetchAnswer): Verdict['health'] {
  // What a system of the graph's own says of another department is no word about itself.
  const errors = all.filter(({ department }) => department === undefined);
  if (errors.some(({ code }) => code === 'DEPARTMENT_UNAVAILABLE')) return 'out';
  return errors.some(({ path, code }) => path.length === 0 && slowness.has(code)) ? 'unknown' : 'well';
}

const slowness: ReadonlySet<ErrorCode> = new Set(['DEPARTMENT_TIMEOUT', 'DEPARTMENT_BUSY']);

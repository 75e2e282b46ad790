import type { Subgraph, SubgraphHealth } from '../../schema/subgraph.ts';

/** What the fetches of a gateway have told of a department. Times are ISO 8601. */
export type ObservedState = {
  readonly name: string;
  readonly state: 'up' | 'down' | 'unknown';
  /** When it last answered a fetch. */
  readonly lastSeen: string | null;
  /** When a fetch last told the state. */
  readonly checkedAt: string | null;
};

/** Whether a department is up, as far as anybody knows. */
export type Vitals = {
  readonly state: 'up' | 'down' | 'unknown';
  readonly lastSeen: Date | null;
  /** Of the last check; null when it is down or was not checked. */
  readonly roundTripMs: number | null;
};

export type PulseOptions = {
  /** What is known for less than this is not checked again, in milliseconds. Default 5,000. */
  readonly freshMs?: number;
  /** Longest wait of an answer for a check, in milliseconds. Default 500. */
  readonly patienceMs?: number;
  /** A check that takes longer than this means that the department is down, in milliseconds. Default 5,000. */
  readonly limitMs?: number;
};

/** Asks a department how it is, unless fetches told it a moment ago. */
export type Pulse = { readonly take: (observed: ObservedState | undefined) => Promise<Vitals> };

type Checked = { readonly at: number; readonly health: SubgraphHealth };

/**
 * The pulse of one department. However many ask, it is checked at most once in `freshMs` and never while an earlier
 * check is still out; a check goes on when nobody waits for it any more, and the next answer has its outcome.
 */
export function createPulse(subgraph: Pick<Subgraph, 'health'>, options: PulseOptions = {}): Pulse {
  const { freshMs = 5_000, patienceMs = 500, limitMs = 5_000 } = options;
  let begunAt = -Infinity;
  let isOut = false;
  let waiting: Promise<void> | null = null;
  let checked: Checked | null = null;
  let lastUp: number | null = null;

  const keep = (health: SubgraphHealth): void => {
    const at = Date.now();
    checked = { at, health };
    if (health.state === 'up') lastUp = at;
  };

  const check = async (): Promise<void> => {
    isOut = true;
    const answered = askHealth(subgraph).then((health) => {
      isOut = false;
      keep(health);
      return true;
    });
    if ((await within(answered, limitMs)) === undefined) keep(isDown);
    waiting = null;
  };

  return {
    take: async (observed) => {
      const knownAt = Math.max(begunAt, timeOf(observed?.checkedAt) ?? -Infinity);
      if (!isOut && Date.now() - knownAt >= freshMs) {
        begunAt = Date.now();
        waiting = check();
      }
      if (waiting !== null) await within(waiting, patienceMs);
      return join(observed, checked, lastUp);
    },
  };
}

const isDown: SubgraphHealth = { state: 'down', roundTripMs: null };

/** A port's health never throws, but a port of somebody else's making might. */
const askHealth = async (subgraph: Pick<Subgraph, 'health'>): Promise<SubgraphHealth> => {
  try {
    return await subgraph.health();
  } catch {
    return isDown;
  }
};

/** The later word counts: a check may know that what failed is up again, and a fetch that it failed since. */
function join(observed: ObservedState | undefined, checked: Checked | null, lastUp: number | null): Vitals {
  const observedAt = timeOf(observed?.checkedAt) ?? -Infinity;
  const state = checked !== null && checked.at >= observedAt ? checked.health.state : (observed?.state ?? 'unknown');
  const seen = Math.max(timeOf(observed?.lastSeen) ?? -Infinity, lastUp ?? -Infinity);
  return {
    state,
    lastSeen: Number.isFinite(seen) ? new Date(seen) : null,
    roundTripMs: state === 'up' ? (checked?.health.roundTripMs ?? null) : null,
  };
}

const timeOf = (text: string | null | undefined): number | null =>
  text === null || text === undefined ? null : Date.parse(text);

/** What `promise` gives within `ms`, else undefined; it goes on either way. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

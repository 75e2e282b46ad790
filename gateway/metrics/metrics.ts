import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type MetricObjectWithValues,
  type MetricValue,
} from 'prom-client';
import type { ErrorCode } from '../../schema/errors.ts';

/** What is counted of one request to the graph. */
export type RequestFacts = {
  readonly seconds: number;
  /** Each once; none for an answer without errors. */
  readonly codes: readonly ErrorCode[];
  /** What the operation was estimated at; absent where it did not come to that. */
  readonly cost?: number;
  readonly fetches: readonly FetchFacts[];
};

export type FetchFacts = { readonly department: string; readonly ms: number; readonly failed: boolean };

export type DepartmentFacts = { readonly name: string; readonly state: 'up' | 'down' | 'unknown' };

export interface Metrics {
  record(request: RequestFacts): void;
  /** Media type of the text. */
  readonly contentType: string;
  /** Prometheus text. */
  read(): Promise<string>;
  /** The same for `sumMetrics`. */
  values(): Promise<MetricValues>;
}

/** What one process counted; plain data. */
export type MetricValues = readonly MetricObjectWithValues<MetricValue<string>>[];

/**
 * Counts what operators watch. Labels are codes of the error table and departments of this graph: no ids, no names of
 * operations or clients, and never more of them than there are now.
 */
export function createMetrics(departments: () => readonly DepartmentFacts[]): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  let known: ReadonlySet<string> = new Set();
  const isKnown = (name: string): boolean => {
    if (!known.has(name)) known = new Set(departments().map((each) => each.name)); // a supergraph may bring new ones
    return known.has(name);
  };
  const requests = new Counter({
    name: 'onestop_requests_total',
    help: 'Requests to the graph by outcome: OK, or the first error code of the answer',
    labelNames: ['code'],
    registers,
  });
  const errors = new Counter({
    name: 'onestop_errors_total',
    help: 'Answers of the graph that hold an error of the code',
    labelNames: ['code'],
    registers,
  });
  const durations = new Histogram({
    name: 'onestop_request_duration_seconds',
    help: 'From a request’s arrival until its answer has left',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const costs = new Histogram({
    name: 'onestop_operation_cost',
    help: 'Estimated cost of the operations that were run',
    buckets: [10, 100, 1_000, 10_000, 100_000],
    registers,
  });
  const fetches = new Counter({
    name: 'onestop_fetches_total',
    help: 'Fetches of query plans by department',
    labelNames: ['department'],
    registers,
  });
  const failures = new Counter({
    name: 'onestop_fetch_failures_total',
    help: 'Fetches that a department answered nothing of',
    labelNames: ['department'],
    registers,
  });
  const fetchDurations = new Histogram({
    name: 'onestop_fetch_duration_seconds',
    help: 'Time until a department answered a fetch',
    labelNames: ['department'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  new Gauge({ name: 'onestop_workers', help: 'Processes that these numbers are of', registers }).set(1);
  new Gauge({
    name: 'onestop_department_up',
    help: '1 where the department answered when it was last asked, 0 where it did not',
    labelNames: ['department'],
    aggregator: 'min',
    registers,
    collect() {
      this.reset();
      for (const { name, state } of departments()) if (state !== 'unknown') this.set({ department: name }, state === 'up' ? 1 : 0); // prettier-ignore
    },
  });
  return {
    record: ({ seconds, codes, cost, fetches: made }) => {
      requests.inc({ code: codes[0] ?? 'OK' });
      for (const code of codes) errors.inc({ code });
      durations.observe(seconds);
      if (cost !== undefined) costs.observe(cost);
      for (const { department, ms, failed } of made.filter((each) => isKnown(each.department))) {
        fetches.inc({ department });
        if (failed) failures.inc({ department });
        fetchDurations.observe({ department }, ms / 1000);
      }
    },
    contentType: registry.contentType,
    read: () => registry.metrics(),
    values: () => registry.getMetricsAsJSON(),
  };
}

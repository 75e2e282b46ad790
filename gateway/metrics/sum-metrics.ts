import { AggregatorRegistry } from 'prom-client';
import type { MetricValues } from './metrics.ts';

/**
 * What several processes counted, as one would have: sums, and of gauges what each is for. Those that ended count with
 * what they counted last, or sums would fall, which reads as a restart and makes rates jump.
 * @returns Prometheus text
 */
export const sumMetrics = async (running: readonly MetricValues[], ended: MetricValues): Promise<string> =>
  AggregatorRegistry.aggregate([...running, ended].map((each) => [...each])).metrics();

/** Adds what only ever grows of a process that has ended. */
export async function addEnded(ended: MetricValues, last: MetricValues): Promise<MetricValues> {
  const growing = last.filter(({ type }) => growingTypes.has(String(type)));
  return AggregatorRegistry.aggregate([[...ended], growing]).getMetricsAsJSON();
}

const growingTypes: ReadonlySet<string> = new Set(['counter', 'histogram']);

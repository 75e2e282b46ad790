import { defaultQuestions } from '../adapters/suppression/told-clients.ts';
import { defaultLimits, type OperationLimits } from '../gateway/planning/operation-limits.ts';
import { defaultRates, type Rate, type RateLimits } from '../gateway/resilience/rate-limiter.ts';
import type { ConfigReader } from './config-reader.ts';

const limitNames = Object.keys(defaultLimits) as readonly (keyof OperationLimits)[]; // its own keys, no others

/** `limits:` of a configuration: what one operation may be, where it differs from the default. */
export function readLimits(reader: ConfigReader): Partial<OperationLimits> {
  reader.allow(['limits'], [...limitNames, 'rate', 'aggregateQuestions']);
  return Object.fromEntries(
    limitNames.flatMap((name) => {
      const value = readCount(reader, ['limits', name]);
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** `limits.aggregateQuestions:` of a configuration: what one client may ask in a day for counts and sums over people. */
export const readAggregateQuestions = (reader: ConfigReader): number =>
  readCount(reader, ['limits', 'aggregateQuestions']) ?? defaultQuestions;

/** `limits.rate:` of a configuration, with defaults filled in. */
export function readRates(reader: ConfigReader): RateLimits {
  reader.allow(['limits', 'rate'], ['client', 'address']);
  const most = readCount(reader, ['limits', 'cost']) ?? defaultLimits.cost;
  return { client: readRate(reader, 'client', most), address: readRate(reader, 'address', most) };
}

/** @param most what one operation may cost: a bucket must hold it, or it could never be asked */
function readRate(reader: ConfigReader, kind: keyof RateLimits, most: number): Rate {
  const at = ['limits', 'rate', kind];
  reader.allow(at, ['perMinute', 'burst']);
  const burst = readCount(reader, [...at, 'burst']);
  if (burst !== null && burst < most)
    return reader.refuse([...at, 'burst'], `one operation may cost ${most}, which is more`, `Write ${most} or more, or lower limits.cost.`); // prettier-ignore
  const { perMinute, burst: usual } = defaultRates[kind];
  return { perMinute: readCount(reader, [...at, 'perMinute']) ?? perMinute, burst: burst ?? Math.max(usual, most) };
}

function readCount(reader: ConfigReader, at: readonly string[]): number | null {
  const value = reader.value(at, 'number') ?? null;
  if (value === null || (Number.isSafeInteger(value) && value > 0)) return value;
  return reader.refuse(at, `${value} is no number of them`, 'Write a whole number from 1.');
}

import type { Account } from '../../schema/personal-read.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { Finding, ScanBatch, ScanFinding, Subgraph } from '../../schema/subgraph.ts';
import { maxObjects } from '../run/run-state.ts';
import type { ScannedType } from './scanned-types.ts';

/** What is wrong with one field of one type, for one reason. */
export type QualityCount = {
  /** Field of the type, or `residence.postCode` for one of an object it holds; null where it is the row as such. */
  readonly field: string | null;
  readonly reason: Finding['reason'];
  /** Rows it was found in, however many values of a list are concerned. */
  readonly rows: number;
  /** Pseudonyms of the first people concerned, each once: as many as were asked for. */
  readonly keys: readonly string[];
};

export type TypeQuality = {
  readonly type: string;
  /** Rows read. */
  readonly rows: number;
  /** Most rows first. */
  readonly counts: readonly QualityCount[];
};

export type CountOptions = {
  readonly request: RequestContext;
  readonly account: Account;
  /** Pseudonyms kept of each count. */
  readonly keys: number;
};

const largestBatch = 1000;

/**
 * Reads every row of a type and counts what could not be given. Holds one batch at a time.
 * @throws {OnestopError} `DEPARTMENT_*`: part of the rows must not pass for all of them
 */
export async function countType(port: Subgraph, type: ScannedType, options: CountOptions): Promise<TypeQuality> {
  const { name, fields, objects } = type;
  const { request, account } = options;
  const batchSize = Math.max(1, Math.min(largestBatch, Math.floor(maxObjects / objects)));
  const tallies = new Map<string, Tally>();
  let rows = 0;
  for await (const batch of port.scan({ type: name, fields, after: null, batchSize, request, account })) {
    tallyBatch(batch, { fields, tallies, before: rows, keys: options.keys });
    rows += batch.rows.length;
  }
  const counts = [...tallies.values()].map(({ field, reason, rows, keys }) => ({
    field,
    reason,
    rows,
    keys: [...keys],
  }));
  return { type: name, rows, counts: counts.sort((one, other) => other.rows - one.rows) };
}

type Tally = Pick<QualityCount, 'field' | 'reason'> & {
  rows: number;
  /** Counted from the first row of the scan. */
  lastRow: number;
  readonly keys: Set<string>;
};

type TallyScope = Pick<ScannedType, 'fields'> & {
  readonly tallies: Map<string, Tally>;
  /** Rows of earlier batches. */
  readonly before: number;
  readonly keys: number;
};

function tallyBatch({ findings }: ScanBatch, { fields, tallies, before, keys }: TallyScope): void {
  for (const finding of findings) {
    const { reason, key } = finding;
    const field = fieldOf(finding, fields);
    const kind = JSON.stringify([field, reason]);
    const tally = tallies.get(kind) ?? { field, reason, rows: 0, lastRow: -1, keys: new Set() };
    tallies.set(kind, tally);
    const row = before + finding.row;
    // Findings come row by row.
    if (tally.lastRow !== row) tally.rows += 1;
    tally.lastRow = row;
    if (key !== null && tally.keys.size < keys) tally.keys.add(key);
  }
}

function fieldOf({ field, within }: ScanFinding, fields: ScannedType['fields']): string | null {
  const [first] = within;
  // One value, read through a relation: the related row is the field's own affair.
  if (first !== undefined && fields.includes(first)) return first;
  const path = field === null ? within : [...within, field];
  return path.length === 0 ? null : path.join('.');
}

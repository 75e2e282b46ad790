import { isErrorCode, OnestopError } from '../../schema/errors.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { judge, type Cell, type Judgement, type Keyed } from './oracle.ts';
import { requestFor, type Viewer } from './viewers.ts';

type Rows = readonly (readonly [id: string, cells: Readonly<Record<string, Cell>>])[];

/** What a scan of each type may give somebody; null where they may not know its rows. */
const scans = (judgement: Judgement): Readonly<Record<string, Rows | null>> => {
  const { seesPeople, seesCases } = judgement;
  const events = (kind: 'v' | 'o'): Rows => judgement.events.filter((row) => row.kind === kind).map((row) => [row.id, judgement.event(row)]); // prettier-ignore
  return {
    Person: seesPeople ? judgement.people.map((row) => [row.id, { ...judgement.person(row), score: judgement.score(row) }]) : null, // prettier-ignore
    Case: seesCases ? judgement.cases.map((row) => [row.id, judgement.case(row)]) : null,
    Visit: seesPeople ? events('v') : null,
    Order: seesPeople ? events('o') : null,
  };
};

const fields: Readonly<Record<string, readonly string[]>> = {
  Person: ['name', 'phone', 'born', 'card', 'income', 'diagnosis', 'motto', 'district', 'score'],
  Case: ['personId', 'office', 'firm', 'title', 'personName'],
  Visit: ['note', 'mood'],
  Order: ['note', 'total'],
};

/** Scans every field of every type as somebody: their rows and no others, whole, or an error and no rows at all. */
export async function redScans(
  viewer: Viewer,
  subgraph: Subgraph,
  { digest, pseudonym }: Keyed,
): Promise<readonly string[]> {
  // prettier-ignore
  const judgement = judge(viewer, digest);
  const red: string[] = [];
  for (const [type, rows] of Object.entries(scans(judgement)))
    for (const field of fields[type] ?? []) {
      const given = await scanned(subgraph, viewer, { type, fields: ['id', field] });
      const isRefused = rows === null || rows.some(([, cells]) => cells[field]?.kind === 'withheld');
      const right = isRefused
        ? 'UNAUTHORIZED_FIELD_OR_TYPE'
        : rows.map(([id, { [field]: cell }]) => ({ id, [field]: cell?.kind === 'value' ? cell.value : null }));
      const findings = judgement.people.flatMap((row) => (judgement.hasFinding(row) ? [pseudonym(row.id)] : []));
      const wanted = JSON.stringify([right, !isRefused && field === 'score' ? findings : []]);
      if (JSON.stringify([given.rows, given.findings]) !== wanted)
        red.push(`${viewer.name}, a scan of ${type}.${field}: ${JSON.stringify(given)} in place of ${wanted}`);
    }
  return red;
}

async function scanned(
  subgraph: Subgraph,
  viewer: Viewer,
  asked: { readonly type: string; readonly fields: readonly string[] },
) {
  // prettier-ignore
  const rows: unknown[] = [];
  const findings: unknown[] = [];
  try {
    for await (const batch of subgraph.scan({
      ...asked,
      after: null,
      batchSize: 2,
      request: requestFor(viewer),
      account: async () => {},
    })) {
      rows.push(...batch.rows);
      findings.push(...batch.findings.map(({ key }) => key));
    }
  } catch (error) {
    if (!(error instanceof OnestopError) || !isErrorCode(error.code)) throw error;
    return { rows: error.code, findings: [] };
  }
  return { rows, findings };
}

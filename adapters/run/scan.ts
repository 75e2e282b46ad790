import { setImmediate } from 'node:timers/promises';
import { Kind, OperationTypeNode, type DocumentNode, type FieldNode } from 'graphql';
import { OnestopError } from '../../schema/errors.ts';
import type { Policy } from '../../schema/policy.ts';
import type {
  FetchInput,
  FetchOperation,
  Finding,
  ScanBatch,
  ScanField,
  ScanFinding,
  ScanRequest,
} from '../../schema/subgraph.ts';
import type { Mapping, RootMapping, TypeMapping } from '../mapping/model.ts';
import type { LoadedFetch } from './run-fetch.ts';

/** Rows a batch holds where the reader does not say. */
const usualBatch = 1000;
const largestBatch = 10_000;

const scanRoot = (type: string) => `_scan_${type}`;

/** The mapping with a list at the root for every type that has a table; only scans are compiled with it. */
export function withScanRoots(mapping: Mapping): Mapping {
  const scanned = [...mapping.types.values()].filter((type) => type.table !== null && type.keys.length > 0);
  const roots = scanned.map((type): RootMapping => {
    const list = { place: type.place, orderBy: [], max: largestBatch, default: usualBatch, unindexed: true };
    return { kind: 'list', name: scanRoot(type.name), place: type.place, target: type.name, list };
  });
  return { ...mapping, roots: new Map([...mapping.roots, ...roots.map((root) => [root.name, root] as const)]) };
}

type ScanScope = {
  readonly mapping: Mapping;
  /** Its answers tell all findings, and where they were met. */
  readonly prepare: (fetch: FetchOperation) => (input: FetchInput) => Promise<LoadedFetch>;
  readonly policy: Pick<Policy, 'subjectField' | 'isPersonal'>;
  readonly pseudonym: (key: string) => string;
};

/**
 * Every row of a type in key order. Whoever asks for a second batch wants them all: from then on the next one is read
 * while a batch is written and worked on, and never more than that one.
 * @throws {OnestopError} what a fetch would answer as an error: a half scan must not pass for a whole one;
 *   `ACCOUNTING_UNAVAILABLE` where it can't be written down who reads
 */
export async function* scanType(
  { type, fields, after, batchSize = usualBatch, request: asked, account }: ScanRequest,
  scope: ScanScope,
): AsyncIterable<ScanBatch> {
  const { mapping, prepare } = scope;
  const scanned = mapping.types.get(type);
  if (scanned === undefined || scanned.table === null || scanned.keys.length === 0)
    throw new OnestopError('NOT_SUPPORTED', { department: mapping.source.name, feature: `a scan of ${type}` });
  // A page may be empty, a batch would never come to an end.
  if (batchSize < 1) throw new OnestopError('LIST_LIMIT_EXCEEDED', { max: largestBatch, first: batchSize });
  // Of what nobody writes down nothing is said why it is wanted either.
  const request = account === undefined ? { ...asked, purpose: null } : asked;
  const personal = personalFields(type, fields, scope);
  const load = prepare({ document: scanDocument(type, fields) });
  const personOf = personOfRow(type, scope);
  const repeats = repeatedKeys(scanned, fields, mapping);
  const read = (cursor: string | null) =>
    load({ variables: { first: batchSize, after: cursor }, representations: [], request });
  let next = read(after);
  for (let isFirst = true; ; isFirst = false) {
    const loaded = await next;
    const cursor = loaded.cursorAfter();
    if (cursor !== null && !isFirst) {
      next = readAhead(read, cursor);
      // Its statement leaves only when others have had their turn; until then the database would wait for the writing.
      await setImmediate();
    }
    const answer = loaded.write();
    const [error] = answer.errors;
    if (error !== undefined) throw new OnestopError(error.code, error.details);
    const batch = readBatch(answer.data?.['batch']);
    const findings = [...answer.findings.map(placeFinding), ...repeats(batch.rows)]
      .map((finding) => ({ ...finding, key: personOf(batch.rows[finding.row]) ?? finding.key }))
      .sort((one, other) => one.row - other.row);
    if (personal.size > 0 || answer.subjects.length > 0)
      await account?.(
        [{ department: mapping.source.name, fields: personal, subjects: new Set(answer.subjects) }],
        request,
      );
    yield { ...batch, findings };
    if (cursor === null) return;
    if (isFirst) next = read(cursor);
  }
}

/** Personal fields that are read, `Citizen.fullName`, those of what a row leads to among them. */
function personalFields(type: string, fields: readonly ScanField[], scope: ScanScope): ReadonlySet<string> {
  const { mapping, policy } = scope;
  const found = fields.flatMap((field): readonly string[] => {
    const [name, inner] = typeof field === 'string' ? [field, []] : [field.name, field.fields];
    const read = mapping.types.get(type)?.fields.get(name);
    const target = read !== undefined && 'target' in read ? read.target : null;
    const below = target === null ? [] : [...personalFields(target, inner, scope)];
    return policy.isPersonal(type, name) ? [`${type}.${name}`, ...below] : below;
  });
  return new Set(found);
}

/** Who reads no further never hears how it ended. */
function readAhead(read: (cursor: string) => Promise<LoadedFetch>, cursor: string): Promise<LoadedFetch> {
  const reading = read(cursor);
  reading.catch(() => {});
  return reading;
}

/** `query { batch: _scan_T(first: $first, after: $after) { nodes { … } pageInfo { hasNextPage endCursor } } }` */
function scanDocument(type: string, fields: readonly ScanField[]): DocumentNode {
  const argument = (name: string) =>
    ({ kind: Kind.ARGUMENT, name: nameNode(name), value: { kind: Kind.VARIABLE, name: nameNode(name) } }) as const;
  const root: FieldNode = {
    ...fieldNode(scanRoot(type), [
      fieldNode('nodes', fields.map(scanNode)),
      fieldNode('pageInfo', [fieldNode('hasNextPage'), fieldNode('endCursor')]),
    ]),
    alias: nameNode('batch'),
    arguments: [argument('first'), argument('after')],
  };
  const selectionSet = { kind: Kind.SELECTION_SET, selections: [root] } as const;
  return {
    kind: Kind.DOCUMENT,
    definitions: [{ kind: Kind.OPERATION_DEFINITION, operation: OperationTypeNode.QUERY, selectionSet }],
  };
}

const scanNode = (field: ScanField): FieldNode =>
  typeof field === 'string' ? fieldNode(field) : fieldNode(field.name, field.fields.map(scanNode));

const nameNode = (value: string) => ({ kind: Kind.NAME, value }) as const;

function fieldNode(name: string, selections: readonly FieldNode[] = []): FieldNode {
  const field = { kind: Kind.FIELD, name: nameNode(name) } as const;
  return selections.length === 0 ? field : { ...field, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}

function readBatch(value: unknown): Pick<ScanBatch, 'rows' | 'after'> {
  // The shape is this file's own selection.
  const { nodes, pageInfo } = value as {
    readonly nodes: ScanBatch['rows'];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
  return { rows: nodes, after: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}

/** Of the place in the answer, the row and what leads on from it: `batch`, `nodes`, 4, `residence`. */
function placeFinding({ path = [], ...finding }: Finding): ScanFinding {
  const [, , row, ...more] = path;
  return { ...finding, row: Number(row), within: more.filter((key) => typeof key === 'string') };
}

/** The pseudonym of the person whom a row is about, as far as the row says who it is: what it leads to may not know. */
function personOfRow(type: string, { policy, pseudonym }: ScanScope) {
  const subject = policy.subjectField(type);
  return (row: ScanBatch['rows'][number] | undefined): string | null => {
    const person = subject === null ? undefined : row?.[subject];
    return typeof person === 'string' ? pseudonym(person) : null;
  };
}

/**
 * Tells batch by batch which rows have the key of the row before. Rows of one key follow one another where it is
 * stored in one form; what has another form, as an id of fifteen digits, stands elsewhere.
 */
function repeatedKeys(
  type: TypeMapping,
  fields: readonly ScanField[],
  { source }: Mapping,
): (rows: ScanBatch['rows']) => readonly ScanFinding[] {
  const [key = []] = type.keys;
  if (!key.every((field) => fields.includes(field))) return () => [];
  const finding = {
    department: source.name,
    type: type.name,
    field: null,
    reason: 'DUPLICATE_KEY',
    within: [],
  } as const;
  let before: ScanBatch['rows'][number] = null;
  return (rows) => {
    const found: ScanFinding[] = [];
    for (const [row, values] of rows.entries()) {
      // Only texts and numbers are keys.
      if (values !== null && key.every((field) => values[field] === before?.[field]))
        found.push({ ...finding, row, key: null });
      before = values;
    }
    return found;
  };
}

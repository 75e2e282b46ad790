import { OnestopError } from '../../schema/errors.ts';
import type {
  ChildPlan,
  ConnectionField,
  EdgeField,
  FieldPlan,
  ObjectPlan,
  PageInfoField,
  PagePlan,
  RowObjectPlan,
} from '../compile/plan.ts';
import type { Row } from '../database/driver.ts';
import { storedText } from '../values/read-value.ts';
import type { Page, RowSet } from './load-page.ts';
import { writeAggregates, writeNoAggregate } from './write-aggregate.ts';
import { setOwn } from '../../schema/set-own.ts';
import type { GraphObject } from './graph-object.ts';
import { makerOf } from './object-maker.ts';
import { objectMaker } from './object-code.ts';
import { BelowAt, ItemAt, type FieldAt, type ObjectAt } from './place.ts';
import type { Path, RunState } from './run-state.ts';
import { writeEmbedded, writeJsonObjects, type ObjectWriter } from './write-embedded.ts';
import { lost, writeLabel, writeValue } from './write-value.ts';

/** Writes the object of one row, of the type that the row says it is. Null, and a finding, where it is of none. */
function writeRow(plan: RowObjectPlan, at: ObjectAt, state: RunState): GraphObject | null {
  const object = objectOf(plan, at.set.rows[at.index] ?? []);
  if (object !== null) return writeObject(object, at, state);
  state.countObject();
  state.find(
    { type: plan.typename, field: null, reason: 'UNKNOWN_CODE' },
    { subject: at.holder ?? null, path: at.path },
  );
  return null;
}

function objectOf(plan: RowObjectPlan, row: Row): ObjectPlan | null {
  if (plan.kind === 'object') return plan;
  const which = row[plan.at] ?? null;
  return which === null ? null : (plan.objects[Number(which)] ?? null);
}

/** Writes one object from one row, in the order the client selected. Null where a field that can't be null is. */
export function writeObject(plan: ObjectPlan, at: ObjectAt, state: RunState): GraphObject | null {
  state.countObject();
  const row = at.set.rows[at.index] ?? [];
  const subject = readSubject(plan, row) ?? at.holder ?? null;
  if (subject !== null) state.subjects.add(subject);
  return objectMaker(plan, writeField)(at, row, subject, state);
}

const objectWriter =
  (state: RunState): ObjectWriter =>
  (plan, at) =>
    writeObject(plan, at, state);

function readSubject(plan: ObjectPlan, row: RowSet['rows'][number]): string | null {
  if (plan.subject === null) return null;
  const raw = row[plan.subject.at];
  const text = raw === null || raw === undefined ? null : storedText(raw);
  return text === null || text === '' ? null : plan.subject.codec.read(text);
}

function writeField(field: FieldPlan, at: FieldAt, state: RunState): unknown {
  switch (field.kind) {
    case 'typename':
      return at.plan.typename;
    case 'null':
      return null;
    case 'constant':
      return field.value;
    case 'withheld':
      state.fail({ above: at.path, key: field.key }, new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE'));
      return field.nonNull ? lost : null;
    case 'value':
      return writeValue(field, at, state);
    case 'joined':
      return (at.row[field.present] ?? null) === null
        ? null
        : writeRow(field.object, new BelowAt(at, field.key), state);
    case 'embedded':
      return writeEmbedded(field, at, objectWriter(state));
    case 'json':
      return writeJsonObjects(field, at, { state, write: objectWriter(state) });
    case 'child':
      return writeChild(field.child, new BelowAt(at, field.key), state);
    case 'reference': {
      const page = at.set.pages.get(field.reference)?.[at.index] ?? null;
      const path = { above: at.path, key: field.key };
      return page === null
        ? null
        : writeObject(field.reference.object, { set: page.of.set, index: page.start, path }, state);
    }
    case 'label':
      return writeLabel(field, at, state);
    case 'through': {
      const object = writeField(field.from, at, state);
      const value =
        typeof object === 'object' && object !== null ? ((object as GraphObject)[field.inner] ?? null) : null; // of our own making
      return field.mask === null ? value : field.mask(value);
    }
  }
}

function writeChild(child: ChildPlan, at: BelowAt, state: RunState): unknown {
  const pages = at.set.pages.get(child);
  if (pages === undefined) {
    const failure = state.failures.get(child);
    if (failure !== undefined && failure !== 'told') state.fail(at.path, failure);
    state.failures.set(child, 'told');
    return null;
  }
  const page = pages[at.index] ?? null;
  // What a representation does not have can't be looked up by.
  if (page === null && child.at.some((position) => at.set.rows[at.index]?.[position] === undefined)) return null;
  if (page === null && child.page.shape.kind === 'aggregate')
    return writeNoAggregate(child.page, child.node, { path: at.path, state });
  return page === null ? emptyPage(child.page) : writePage(child.page, page, { path: at.path, state });
}

/** A parent without a key has no rows. */
function emptyPage({ shape }: PagePlan): unknown {
  if (shape.kind !== 'connection') return null;
  const object: GraphObject = {};
  for (const field of shape.fields) setOwn(object, field.key, emptyField(field));
  return object;
}

function emptyField(field: ConnectionField): unknown {
  switch (field.kind) {
    case 'typename':
      return field.typename;
    case 'nodes':
    case 'edges':
      return [];
    case 'totalCount':
      return 0;
    case 'pageInfo': {
      const info: GraphObject = {};
      for (const each of field.fields)
        setOwn(info, each.key, each.kind === 'typename' ? 'PageInfo' : each.kind.startsWith('has') ? false : null);
      return info;
    }
  }
}

type PageScope = { readonly path: Path | null; readonly state: RunState };

/** Writes what a page's shape asks for: one object, or a connection. */
export function writePage(plan: PagePlan, page: Page, scope: PageScope): unknown {
  const { shape } = plan;
  if (shape.kind === 'connection') {
    const { fields } = shape;
    const values = new Array<unknown>(fields.length);
    for (let index = 0; index < fields.length; index += 1) {
      const field = fields[index];
      values[index] = field === undefined ? null : writeConnectionField(field, page, scope);
    }
    return makerOf(shape)(values);
  }
  if (shape.kind === 'aggregate') return writeAggregates(shape.fields, page, scope);
  if (page.start === page.end) return null;
  const object = writeRow(shape.object, { set: page.of.set, index: page.start, path: scope.path }, scope.state);
  const written = objectOf(shape.object, page.of.set.rows[page.start] ?? []);
  if (page.hasNext && written !== null) reportDuplicate(written, page, scope);
  return object;
}

function reportDuplicate(plan: ObjectPlan, page: Page, { path, state }: PageScope): void {
  const subject = readSubject(plan, page.of.set.rows[page.start] ?? []);
  state.find({ type: plan.typename, field: null, reason: 'DUPLICATE_KEY' }, { subject, path });
}

type ConnectionScope = PageScope & { readonly page: Page };

function writeConnectionField(field: ConnectionField, page: Page, { path, state }: PageScope): unknown {
  switch (field.kind) {
    case 'typename':
      return field.typename;
    case 'totalCount':
      return page.total;
    case 'pageInfo':
      return writePageInfo(field.fields, { page, path, state });
    case 'nodes':
      return writeItems(page, { above: path, key: field.key }, (item) => writeRow(field.object, item, state));
    case 'edges':
      return writeItems(page, { above: path, key: field.key }, ({ index, path: item }) =>
        writeEdge(field.fields, index, { page, path: item, state }),
      );
  }
}

function writeItems(page: Page, above: Path, write: (item: ItemAt) => unknown): unknown[] {
  const items = new Array<unknown>(page.end - page.start);
  const item = new ItemAt(page, above);
  for (; item.index < page.end; item.index += 1) items[item.key] = write(item);
  return items;
}

function writeEdge(fields: readonly EdgeField[], index: number, scope: ConnectionScope): GraphObject {
  scope.state.countObject();
  const edge: GraphObject = {};
  for (const field of fields) setOwn(edge, field.key, writeEdgeField(field, index, scope));
  return edge;
}

function writeEdgeField(field: EdgeField, index: number, scope: ConnectionScope): unknown {
  switch (field.kind) {
    case 'typename':
      return field.typename;
    case 'cursor':
      return writeCursor(index, scope);
    case 'node':
      return writeRow(
        field.object,
        { set: scope.page.of.set, index, path: { above: scope.path, key: field.key } },
        scope.state,
      );
  }
}

/** Parents may share a page: a row's cursor is sealed once. */
export function writeCursor(index: number, { page, state }: Pick<ConnectionScope, 'page' | 'state'>): string {
  const { set, list, order } = page.of;
  const sealed = state.cursorsOf(set);
  return (sealed[index] ??= state.scope.cursors.seal(
    list,
    order.map(({ at, toCursor }) => toCursor(set.rows[index]?.[at] ?? null)),
  ));
}

function writePageInfo(fields: readonly PageInfoField[], scope: ConnectionScope): GraphObject {
  const info: GraphObject = {};
  for (const field of fields) setOwn(info, field.key, writePageInfoField(field.kind, scope));
  return info;
}

function writePageInfoField(kind: PageInfoField['kind'], scope: ConnectionScope): unknown {
  const { page } = scope;
  switch (kind) {
    case 'typename':
      return 'PageInfo';
    case 'hasNextPage':
      return page.hasNext;
    case 'hasPreviousPage':
      return page.hasPrevious;
    case 'startCursor':
      return page.start === page.end ? null : writeCursor(page.start, scope);
    case 'endCursor':
      return page.start === page.end ? null : writeCursor(page.end - 1, scope);
  }
}

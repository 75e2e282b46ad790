import type { EmbeddedPlan, FieldPlan, ObjectPlan } from '../compile/plan.ts';
import type { SqlValue } from '../sql/sql.ts';
import { Unreadable } from '../values/unreadable.ts';
import type { GraphObject } from './graph-object.ts';
import type { RowSet } from './load-page.ts';
import { BelowAt, type FieldAt, type ObjectAt } from './place.ts';
import type { RunState } from './run-state.ts';

/** Objects hold what is embedded; who writes them is handed in. */
export type ObjectWriter = (plan: ObjectPlan, at: ObjectAt & { readonly holder: string | null }) => GraphObject | null;

/** What holds nothing in any of its columns is no object. */
export function writeEmbedded(
  field: Extract<FieldPlan, { kind: 'embedded' }>,
  at: FieldAt,
  write: ObjectWriter,
): unknown {
  const { row, subject } = at;
  const isThere = ({ columns }: EmbeddedPlan): boolean =>
    columns.some((position) => holdsSomething(row[position] ?? null));
  const found = field.parts.filter(isThere);
  const { set, index, path } = new BelowAt(at, field.key);
  if (field.isList)
    return found.map(({ object }, key) => write(object, { set, index, path: { above: path, key }, holder: subject }));
  return found[0] === undefined ? null : write(found[0].object, { set, index, path, holder: subject });
}

const holdsSomething = (raw: SqlValue): boolean => raw !== null && !(typeof raw === 'string' && raw.trim() === '');

/** Each object is a row of its own, of one value. What can't be read is told once, at the field that holds it. */
export function writeJsonObjects(
  field: Extract<FieldPlan, { kind: 'json' }>,
  at: FieldAt,
  { state, write }: { readonly state: RunState; readonly write: ObjectWriter },
): unknown {
  const tell = ({ reason }: Unreadable): null => {
    state.find({ type: at.plan.typename, field: field.field, reason }, at);
    return null;
  };
  const found = field.read(at.row[field.at] ?? null);
  if (found === null) return null;
  if (found instanceof Unreadable) return tell(found);
  const objects: RowSet = { rows: found.map((text) => (typeof text === 'string' ? [text] : [])), pages: new Map() };
  const { path } = new BelowAt(at, field.key);
  const written = found.map((text, key) => {
    if (text instanceof Unreadable) return tell(text);
    const place = field.isList ? { above: path, key } : path;
    return write(field.object, { set: objects, index: key, path: place, holder: at.subject });
  });
  return field.isList ? written : (written[0] ?? null);
}

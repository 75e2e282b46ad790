import type { FieldNode } from 'graphql';
import type { LabelField, TypeMapping } from '../mapping/model.ts';
import { compileReader, storedText } from '../values/read-value.ts';
import { Unreadable } from '../values/unreadable.ts';
import type { SqlValue } from '../sql/sql.ts';
import { valuePositions, type CompileScope, type RowScope } from './compile-scope.ts';
import type { FieldPlan, LabelReader } from './plan.ts';

export type LabelRequest = {
  readonly key: string;
  readonly node: FieldNode;
  readonly type: TypeMapping;
  readonly rows: RowScope;
};

/** What to show people; the language is an argument, so both are read. */
export function compileLabel(
  { key, node, type, rows }: LabelRequest,
  { label }: LabelField,
  { mapping }: CompileScope,
): FieldPlan {
  switch (label.kind) {
    case 'texts':
      return { kind: 'label', key, node, at: [], read: () => label };
    case 'columns': {
      if (rows.kind !== 'table') return { kind: 'null', key };
      const at = (column: string | null) => (column === null ? null : rows.read.column(rows.table, column));
      const [en, zh] = [at(label.en), at(label.zh)];
      const positions = [en, zh].filter((position) => position !== null);
      return { kind: 'label', key, node, at: positions, read: textsOf({ en: en !== null, zh: zh !== null }) };
    }
    case 'of': {
      const field = type.fields.get(label.field);
      const codes = field?.kind === 'value' ? mapping.enums.get(field.value.type) : undefined;
      if (field?.kind !== 'value' || codes === undefined || rows.kind === 'keys') return { kind: 'null', key };
      const read = compileReader(field.value, { enums: mapping.enums, timezone: mapping.source.timezone });
      const at = valuePositions(field, rows);
      const none = { en: null, zh: null };
      const labelOf: LabelReader = (raws) => {
        const value = read(raws);
        if (value instanceof Unreadable) return value;
        return (typeof value === 'string' ? codes.labels.get(value) : undefined) ?? none;
      };
      return { kind: 'label', key, node, at, read: labelOf };
    }
  }
}

/** The columns that are there stand one after the other. */
const textsOf = (has: Readonly<Record<'en' | 'zh', boolean>>): LabelReader => {
  const text = (raw: SqlValue | undefined) => (raw === null || raw === undefined ? null : (storedText(raw) ?? null));
  return (raws) => ({
    en: has.en ? text(raws[0]) : null,
    zh: has.zh ? text(raws[has.en ? 1 : 0]) : null,
  });
};

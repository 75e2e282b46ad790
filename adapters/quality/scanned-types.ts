import type { ScanField } from '../../schema/subgraph.ts';
import type { FieldMapping, Mapping, TypeMapping } from '../mapping/model.ts';

/** A type whose rows can be read one by one, and all of it that is made of stored values. */
export type ScannedType = {
  readonly name: string;
  /** The key comes last: a row whose key can't be read ends there, and what else is wrong with it has been told. */
  readonly fields: readonly ScanField[];
  /** Objects that one row makes at most, itself included. */
  readonly objects: number;
};

/** Every type that has a table and a key, in the file's order. */
export function scannedTypes(mapping: Mapping): readonly ScannedType[] {
  return [...mapping.types.values()]
    .filter(({ table, keys }) => table !== null && keys.length > 0)
    .map((type) => {
      // Its rows are read as what they are; of the whole it is asked whether there are rows of no type.
      if (type.possible.length > 0) return { name: type.name, fields: ['__typename'], objects: 1 };
      const key = new Set(type.keys[0]);
      const all = readFields(type, { mapping, above: [], allows: () => true });
      const isKey = ({ field }: ReadField) => typeof field === 'string' && key.has(field);
      return {
        name: type.name,
        fields: [...all.filter((each) => !isKey(each)), ...all.filter(isKey)].map(({ field }) => field),
        objects: all.reduce((sum, { objects }) => sum + objects, 1),
      };
    });
}

/** Objects that a row's JSON is taken to hold: how many there are is not known before it is read. */
const usualJsonObjects = 10;

type ReadField = { readonly field: ScanField; readonly objects: number };

type ReadScope = {
  readonly mapping: Mapping;
  /** Types that hold this one. */
  readonly above: readonly string[];
  readonly allows: (field: FieldMapping) => boolean;
};

function readFields(type: TypeMapping, scope: ReadScope): readonly ReadField[] {
  if (scope.above.includes(type.name)) return [];
  const inside = { ...scope, above: [...scope.above, type.name] };
  return [...type.fields.values()].filter(scope.allows).flatMap((field) => readField(field, inside));
}

/** None for what holds no value of its own: constants, lists of rows, and labels, whose codes are a field's. */
function readField(field: FieldMapping, scope: ReadScope): readonly ReadField[] {
  const { name } = field;
  switch (field.kind) {
    case 'value':
      return [{ field: name, objects: 0 }];
    case 'through':
      return [{ field: name, objects: 1 }];
    case 'embedded':
      return readObject(field, { ...scope, allows: ({ kind }) => kind === 'value' }, field.json === null ? field.prefixes.length : usualJsonObjects); // prettier-ignore
    case 'reference': {
      const fields = scope.mapping.types.get(field.target)?.keys[0] ?? [];
      return fields.length === 0 ? [] : [{ field: { name, fields }, objects: 1 }];
    }
    case 'relation': {
      // Rows with a key are read as a type of their own.
      const hasKey = (scope.mapping.types.get(field.target)?.keys.length ?? 0) > 0;
      if (field.list !== null || hasKey) return [];
      return readObject(field, { ...scope, allows: ({ kind }) => kind !== 'through' }, 1);
    }
    case 'aggregate':
    case 'constant':
    case 'label':
    case 'absent':
      return [];
  }
}

/** An object and its own fields, as often as a row holds it. */
function readObject(
  { name, target }: { readonly name: string; readonly target: string },
  scope: ReadScope,
  times: number,
): readonly ReadField[] {
  const type = scope.mapping.types.get(target);
  const fields = type === undefined ? [] : readFields(type, scope);
  if (fields.length === 0) return [];
  const objects = fields.reduce((sum, each) => sum + each.objects, 1);
  return [{ field: { name, fields: fields.map(({ field }) => field) }, objects: objects * times }];
}

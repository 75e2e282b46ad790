import type { AggregateField, FieldMapping, Mapping, RootMapping, TypeMapping } from '../mapping/model.ts';
import type { IsHidden } from '../sdl/hidden-fields.ts';
import { aggregableOf } from './aggregable.ts';
import { aggregateField } from './aggregate-names.ts';

/** The mapping with an aggregate beside every list that clients see, of rows that have something to group by. */
export function withAggregates(mapping: Mapping, isHidden: IsHidden): Mapping {
  const canGroup = (name: string): boolean => {
    const type = mapping.types.get(name);
    return (
      type !== undefined &&
      [...type.fields.values()].some(
        (field) => !isHidden(name, field.name) && (aggregableOf(field, type, mapping)?.groups ?? null) !== null,
      )
    );
  };
  const fieldsOf = (type: TypeMapping): TypeMapping['fields'] => {
    const added = [...type.fields.values()].flatMap((field): readonly (readonly [string, FieldMapping])[] => {
      if (
        field.kind !== 'relation' ||
        field.list === null ||
        isHidden(type.name, field.name) ||
        !canGroup(field.target)
      )
        return [];
      const name = aggregateField(field.name);
      const aggregate: AggregateField = {
        kind: 'aggregate',
        name,
        place: field.place,
        target: field.target,
        of: field,
      };
      return type.fields.has(name) ? [] : [[name, aggregate]];
    });
    return added.length === 0 ? type.fields : new Map([...type.fields, ...added]);
  };
  const roots = [...mapping.roots.values()].flatMap((root): readonly (readonly [string, RootMapping])[] => {
    if (root.kind !== 'list' || isHidden('Query', root.name) || !canGroup(root.target)) return [];
    const name = aggregateField(root.name);
    const aggregate = { ...root, kind: 'aggregate', name } as const;
    return mapping.roots.has(name) ? [] : [[name, aggregate]];
  });
  return {
    ...mapping,
    types: new Map([...mapping.types].map(([name, type]) => [name, { ...type, fields: fieldsOf(type) }])),
    roots: new Map([...mapping.roots, ...roots]),
  };
}

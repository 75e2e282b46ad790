import type { Mapping, TableMapping } from './model.ts';

/** Every table that statements may read: those of the types, and those that stand between them. */
export const mappedTables = ({ types }: Pick<Mapping, 'types'>): readonly TableMapping[] =>
  [...types.values()].flatMap((type) => [
    ...(type.table === null ? [] : [type.table]),
    ...[...type.fields.values()].flatMap((field) =>
      field.kind === 'relation' && field.link !== null ? [field.link.table] : [],
    ),
  ]);

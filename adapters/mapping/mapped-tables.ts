import type { Mapping, TableMapping } from './model.ts';

/** Every table that statements may read: those of the types, those that stand between them, and dictionaries. */
export const mappedTables = ({ types, enums }: Pick<Mapping, 'types' | 'enums'>): readonly TableMapping[] => [
  ...[...types.values()].flatMap((type) => [
    ...(type.table === null ? [] : [type.table]),
    ...[...type.fields.values()].flatMap((field) =>
      field.kind === 'relation' && field.link !== null ? [field.link.table] : [],
    ),
  ]),
  ...[...enums.values()].flatMap(({ dictionary }) => (dictionary === null ? [] : [dictionary.table])),
];

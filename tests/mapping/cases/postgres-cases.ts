import type { MistakeCase } from './mistake-case.ts';

/** The same on PostgreSQL, in the shipped file of the civil registry. */
export const postgresCases: readonly MistakeCase[] = [
  {
    id: 'a table that is not there',
    from: '@table(name: "t_dz_dzxx")',
    to: '@table(name: "t_dz_dxxx")',
    code: 'MAPPING_UNKNOWN_TABLE',
    at: '@table(name: "t_dz_dxxx")',
    says: 'no table or view “t_dz_dxxx”',
    wayOut: 'Did you mean “t_dz_dzxx”?',
  },
  {
    id: 'a column that is not there',
    from: '@column(name: "lxdh"',
    to: '@column(name: "lxhd"',
    code: 'MAPPING_UNKNOWN_COLUMN',
    at: '@column(name: "lxhd"',
    says: 'has no column “lxhd”',
    wayOut: 'Did you mean “lxdh”?',
  },
  {
    id: 'a number with decimals as a date',
    from: 'enum HouseholdType',
    to: 'type Routine @key(fields: "id") @table(schema: "pg_catalog", name: "pg_proc") { id: ID! @column(name: "oid") cost: Date @column(name: "procost") }\nenum HouseholdType',
    code: 'MAPPING_TYPE_MISMATCH',
    at: '@column(name: "procost")',
    says: 'A column of type real can’t be read as Date',
    wayOut: 'Use Int, Float, Decimal, String',
  },
  {
    id: 'a date in a text column, without its format',
    from: '@column(name: "csrq", format: ["yyyyMMdd", "yyyyMM"], nullIf',
    to: '@column(name: "csrq", nullIf',
    code: 'MAPPING_FORMAT_MISSING',
    at: '@column(name: "csrq"',
    says: 'PartialDate is read from the text column “csrq”',
    wayOut: 'format: "yyyyMMdd"',
  },
  {
    id: 'a dictionary that the database refuses to read so',
    from: 'enum HouseholdType',
    to: 'enum Size @codes(dictionary: {schema: "pg_catalog", table: "pg_type", where: "typlen = \'x\'", code: "typname", name: "typname"}) { FOUR @code(name: "int4") }\nenum HouseholdType',
    code: 'MAPPING_DIRECTIVE_ARGUMENT',
    at: 'dictionary: {',
    says: 'the dictionary can’t be read: invalid input syntax for type smallint',
    wayOut: 'Correct where, or let the account read the table',
  },
];

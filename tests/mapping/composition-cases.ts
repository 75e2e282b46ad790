type FileName = 'a.graphql' | 'other.graphql';

/** What two departments do to one another: a change of `base.graphql`, and the department beside it. */
export type CompositionCase = {
  readonly id: string;
  readonly change: { readonly from: string; readonly to: string };
  /** The other department's file. */
  readonly other: string;
  readonly problems: readonly CompositionProblemCase[];
};

/** What is told: whose file, where in it, composition's own code and part of its message. */
export type CompositionProblemCase = {
  readonly file: FileName;
  readonly at: string;
  readonly code: string;
  readonly says: string;
};

const unchanged = { from: '', to: '' };

const department = (types: string, name = 'other') =>
  `extend schema @source(name: "${name}", url: "env:OTHER_URL")\n${types}\n`;

export const compositionCases: readonly CompositionCase[] = [
  {
    id: 'one field in two departments, in two types',
    change: {
      from: 'id: ID! @column(as: RESIDENT_ID)\n',
      to: 'id: ID! @column(as: RESIDENT_ID)\n  home: House @relation(fields: ["id"], references: ["hh"])\n',
    },
    other: department(
      `
      type Citizen @key(fields: "id") @table(name: "t") { id: ID! @column(name: "a", as: RESIDENT_ID)  home: String @column(name: "b") }
    `,
      'zoning',
    ),
    problems: [
      { file: 'a.graphql', at: 'home: House', code: 'FIELD_TYPE_MISMATCH', says: 'Citizen.home' },
      { file: 'a.graphql', at: 'home: House', code: 'INVALID_FIELD_SHARING', says: 'Citizen.home' },
    ],
  },
  {
    id: 'one root in two departments',
    change: unchanged,
    other: department(`
      type Query { people: SoulConnection @list }
      type Soul @key(fields: "id") @table(name: "t") { id: ID! @column(name: "a") }
    `),
    problems: [
      { file: 'other.graphql', at: 'people: SoulConnection', code: 'FIELD_TYPE_MISMATCH', says: 'Query.people' },
      { file: 'other.graphql', at: 'people: SoulConnection', code: 'INVALID_FIELD_SHARING', says: 'Query.people' },
    ],
  },
  {
    id: 'one value in two departments, which neither shares',
    change: unchanged,
    other: department(`
      type House @key(fields: "id") @table(name: "t") { id: ID! @column(name: "a")  street: String @column(name: "b") }
    `),
    problems: [{ file: 'other.graphql', at: 'street: String', code: 'INVALID_FIELD_SHARING', says: 'House.street' }],
  },
  {
    id: 'an enum of one’s own with two sets of values',
    change: unchanged,
    other: department(`
      type Hut @key(fields: "id") @table(name: "t") { id: ID! @column(name: "a")  kind: HouseKind @column(name: "b") }
      enum HouseKind @codes { FLAT @code(value: "1") HUT @code(value: "3") }
    `),
    problems: [],
  },
];

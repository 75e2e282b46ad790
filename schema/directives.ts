/**
 * The two families of directives, shipped with every mapped SDL file; nobody writes these definitions.
 *
 * Mapping directives say where a field comes from. They are dropped before anyone outside the
 * department sees the SDL. Policy directives say who may see it; they travel with the SDL
 * (`@link` + `@composeDirective`) and stand in the supergraph.
 */

export const mappingDirectives = /* GraphQL */ `
  "How a key is stored here and how it is written in the graph."
  enum KeyCodec {
    "As it stands, without the blanks at its end."
    TEXT
    "公民身份号码 GB 11643: 18 characters; 15-digit forms and a lower-case x are found and lifted."
    RESIDENT_ID
    "统一社会信用代码 GB 32100: 18 characters, in capitals; small letters are found."
    CREDIT_CODE
    "A telephone number: digits alone; full-width digits are found."
    PHONE
    "A person's name without blanks in it; two characters with a blank between them are found."
    PERSON_NAME
  }

  "A table whose rows say which rows of two others belong together."
  input RelationLink {
    table: String!
    "Schema of the table, where it is not the account's own."
    schema: String
    "Its columns that hold what columns or fields do, in the same order."
    from: [String!]!
    "Its columns that hold what references do, in the same order. They are compared as they stand: both tables hold one form."
    to: [String!]!
    "Rows of it that count: the language of @table(where:)."
    where: String
  }

  "A table of codes and what they are called."
  input CodeDictionary {
    table: String!
    "Schema of the table, where it is not the account's own."
    schema: String
    "Rows of it that are this enum's: the language of @table(where:)."
    where: String
    "Its column that holds the codes."
    code: String!
    "Its column that says what a code is called."
    name: String!
  }

  "The department and its database. The dialect follows from the URL; \`env:NAME\` reads it from the environment, \`file:PATH\` from a file."
  directive @source(
    "Name of the department in the graph, in kebab-case."
    name: String!
    url: String!
    "Name for people."
    title: String
    "Zone of dates and times stored without one."
    timezone: String = "UTC"
    "Connections the database can afford."
    pool: Int = 4
    "Statements that may wait for a connection."
    queue: Int = 64
    "Longest time for one statement: \`500ms\`, \`2s\`."
    statementTimeout: String = "5s"
  ) on SCHEMA

  "The table or view whose rows are this type. On an interface or union: its types are read from that table, and the where of each tells which rows are of it."
  directive @table(
    name: String!
    "Schema of the table, where it is not the account's own."
    schema: String
    "Rows that count: columns, literals, = <> < <= > >= IN, IS NULL, AND, OR, NOT."
    where: String
    "Which row wins when several have one key: columns, best first, each with ASC or DESC."
    prefer: [String!]
  ) on OBJECT | INTERFACE | UNION

  "The column or columns a field is read from."
  directive @column(
    "Absent on a type without a table: the field is a key other departments hold. Absent, too, in what JSON holds."
    name: [String!]
    "Key codec, one for each column."
    as: [KeyCodec!]
    "Stands before the stored key in the graph, so that ids of several departments can't be mixed up: \`hotline:\`."
    prefix: String
    "Forms of a date, tried in order: \`yyyyMMdd\`, \`yyyy-MM-dd HH:mm:ss\`, \`epochSeconds\`, \`epochMillis\`."
    format: [String!]
    "Values that mean nothing is known."
    nullIf: [String!]
    "Decimal places of a number stored as an integer: 2 for cents."
    scale: Int
    "Stored values that mean true; everything else that is not null means false, or what falseIf says."
    trueIf: [String!]
    "Stored values that mean false; what is neither can't be read."
    falseIf: [String!]
    "What stands between groups of three digits: \`,\` in 1,234.50."
    grouping: String
    "What the text's bytes are, where the column says otherwise: gbk, gb18030, big5, utf-8, windows-1252."
    charset: String
    "The column holds JSON, in Markdown fences or not: path to the value or list, \`contact.phones\`; empty for the whole."
    json: String
    "The column holds a list: what stands between its values. Several columns make a list, too."
    split: String
    "Several columns are one text: what stands between theirs, or nothing. A column that holds nothing is left out."
    join: String
    "Several columns hold one value: it is the first's that holds something."
    first: Boolean = false
    "A part of the text, of which the value is made: where it begins and ends, counted in characters from 1, from the end with -1."
    part: [Int!]
    "Reads the column through the to-one relation of that name."
    through: String
  ) on FIELD_DEFINITION

  "Every row has this value: what a department does not store because all of its rows share it."
  directive @constant(
    "As the graph writes it: \`CN\`, \`true\`, \`2024-01-01\`, a value of the enum."
    value: String!
  ) on FIELD_DEFINITION

  "An object made of columns of the same row, whose type names them and has neither table nor key: what stands side by side. Or one that JSON in a column holds, whose type names its paths."
  directive @embedded(
    "Stands before each of the type's column names: \`fddbr_\`. Several make a list, an object each; what holds nothing is left out."
    prefix: [String!] = [""]
    "The column that holds JSON, in Markdown fences or not."
    column: String
    "Path to the object or list of objects in it, \`form.contact\`; empty for the whole. The type's fields name theirs below: @column(json:)."
    json: String
  ) on FIELD_DEFINITION

  "Which rows of the other type belong to this one."
  directive @relation(
    "Columns of this type's table."
    columns: [String!]
    "Fields of this type, where it has no table or the key needs its codec."
    fields: [String!]
    "Columns of the other type's table, in the same order. Absent where others hold the type: the columns are its key."
    references: [String!]
    "The table between the two, where rows of both are paired in one of its own. A row that it names twice comes once."
    link: RelationLink
    "Key codecs, in the same order; by default those of the fields read from these columns. Beside a link, of its side from."
    as: [KeyCodec!]
    "Rows of the other table that count: the language of @table(where:)."
    where: String
    "Follow the relation again from every row it finds, so many times in all, 2 to 32: all that stands above or below in a tree. For lists of the type itself, by columns that are compared as they stand."
    upTo: Int
    "On rows about a person: what they lead to is that person's as well, though other people's rows lead there, as to a household. Otherwise only rows that hold the key of this one, or the person's id, are."
    own: Boolean = false
  ) on FIELD_DEFINITION

  "A list, given in pages: the field gets the arguments first and after, its type the Relay connection."
  directive @list(
    "Fields of the listed type, each with ASC or DESC; the key is added, so that pages are stable."
    orderBy: [String!]
    "Largest page a client may ask for."
    max: Int = 100
    "Page given when the client does not say."
    default: Int = 20
    "May clients filter and order a big table by what no index answers? Such a question reads it whole."
    unindexed: Boolean = false
  ) on FIELD_DEFINITION

  "A root field that finds one row: its arguments are key fields of the type."
  directive @lookup on FIELD_DEFINITION

  "This enum is stored as codes."
  directive @codes(
    "The table that says what the codes are called; each value says by which of its names it is meant."
    dictionary: CodeDictionary
    "Value given for a code that no @code names; null plus a finding where this is absent."
    unknown: String
  ) on ENUM

  "The stored codes that mean this value."
  directive @code(
    "As they are stored. What stands here counts, whatever the dictionary says of it."
    value: [String!]
    "What the dictionary of @codes calls them."
    name: [String!]
  ) on ENUM_VALUE

  "What to show people, in English and Chinese. On a field that takes \`lang: Language\`: texts, columns, or the label of an enum's value."
  directive @label(
    en: String
    zh: String
    "Column with the English label; where it is blank the other language is given."
    enColumn: String
    zhColumn: String
    "Field of the same type whose enum value's label is meant."
    of: String
  ) on FIELD_DEFINITION | ENUM_VALUE
`;

/** Version of the policy family; a foreign router sees it in the supergraph's `@link`. Its name is not that of Apollo's @policy. */
export const policyUrl = 'https://onestop.example/privacy/v1.0';

export const policyDirectives = /* GraphQL */ `
  "Rows of this type are data about one person. Every field is personal unless marked @public."
  directive @subject(
    "The field that holds the person's id."
    field: String!
    "Fields that together say whose the row is where it holds no id: a telephone and a name."
    or: [String!]
  ) on OBJECT

  "Personal data on a type that is not about one person."
  directive @personal on FIELD_DEFINITION

  "Not personal, on a type that is about a person."
  directive @public on FIELD_DEFINITION

  "The purposes that this may be read for, out of those the client is registered for; any of them where it is absent."
  directive @purpose(allow: [String!]!) on OBJECT | FIELD_DEFINITION

  "What is shown of a value to everybody but the person whom it is about. What is masked can't be filtered or ordered by."
  directive @mask(
    "LAST_FOUR: \`**************002X\`. YEAR: the year of a date. INITIALS: \`张**\`, \`W. S.\`. HASH: a digest, keyed by the department's name and secret: the same for the same value as the graph would write it, in every field of the department and on every path to it."
    style: String!
    "Scopes with any of which a token shows the whole value."
    unless: [String!]
  ) on FIELD_DEFINITION

  "Rows of this type that a role may see: those whose field holds one of the values that the caller's token claims. No claim is no row, \`*\` every one. Where there are several of a role, all of them hold."
  directive @restrict(
    "official, integrator, admin, business-agent."
    roles: [String!]!
    "A field of the type, read from one column."
    field: String!
    "districts, departments, cases, businesses: what the token lists."
    claim: String!
  ) repeatable on OBJECT

  "Personal data that is joined with another department's only where an agreement of the two allows it for the purpose, or the person consents to it. By itself, and to the person, it is given without."
  directive @agreement on OBJECT | FIELD_DEFINITION

  "How old a kept answer may be when the department is down."
  directive @stale(maxAge: String!) on OBJECT | FIELD_DEFINITION
`;

export const policyDirectiveNames = [
  'subject',
  'personal',
  'public',
  'purpose',
  'mask',
  'restrict',
  'agreement',
  'stale',
] as const;

export const mappingDirectiveNames = [
  'source',
  'table',
  'column',
  'constant',
  'embedded',
  'relation',
  'list',
  'lookup',
  'codes',
  'code',
  'label',
] as const;

/** Federation release the published SDL links; the stock gateway 2.14 knows it. */
export const federationUrl = 'https://specs.apollo.dev/federation/v2.9';

export const federationImports = [
  '@key',
  '@shareable',
  '@external',
  '@requires',
  '@provides',
  '@inaccessible',
  '@override',
  '@tag',
  '@interfaceObject',
  '@authenticated',
  '@requiresScopes',
  '@policy',
  '@composeDirective',
  '@cost',
  '@listSize',
] as const;

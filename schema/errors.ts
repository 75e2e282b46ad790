/**
 * The one table of expected failures. Every code a client, an operator or a mapping author can meet
 * stands here with its message, its HTTP status and what the caller can do; `docs/errors.md` and the
 * tests enumerate it.
 *
 * Messages may hold `{placeholders}`, filled from `details`. They never carry table names, hosts,
 * driver texts or personal data when they go to a GraphQL client; the `MAPPING_*`, `CONFIG_*` and
 * `ENGINE_*` families go only to the department's owner and the operator.
 */
export type ErrorEntry = {
  readonly message: string;
  /** Status of the HTTP answer when the whole request fails for this reason. */
  readonly status: number;
  /** What the caller can do about it, one sentence. */
  readonly action: string;
};

const entry = (status: number, message: string, action: string): ErrorEntry => ({
  message,
  status,
  action,
});

export const errorTable = {
  // The request itself.
  BAD_REQUEST: entry(400, 'The request is not a GraphQL request: {reason}', 'Send a JSON object with a `query` string.'),
  GRAPHQL_PARSE_FAILED: entry(400, 'The document is not GraphQL: {reason}', 'Correct the syntax at the given place.'),
  GRAPHQL_VALIDATION_FAILED: entry(400, '{reason}', 'Correct the operation; the explorer at / knows every type and field.'),
  OPERATION_NOT_FOUND: entry(400, '{reason}', 'Send one operation, or name the one to run in `operationName`.'),
  OPERATION_NOT_SUPPORTED: entry(400, 'This gateway does not run {kind} operations', 'Send a query or a mutation.'),
  BAD_USER_INPUT: entry(400, '{reason}', 'Correct the variable or argument at the given place.'),
  BODY_TOO_LARGE: entry(413, 'The request is larger than {limit} bytes', 'Send a smaller request; put long values into variables.'),
  UNSUPPORTED_MEDIA_TYPE: entry(415, 'A POST needs the content type application/json', 'Set `content-type: application/json`.'),
  METHOD_NOT_ALLOWED: entry(405, 'This address answers {allow}', 'Use GET for queries, POST for everything.'),
  NOT_ACCEPTABLE: entry(406, 'None of the accepted media types can be sent', 'Accept application/graphql-response+json or application/json.'),
  NOT_FOUND: entry(404, 'There is nothing at this address', 'The graph answers at /graphql.'),
  HOST_NOT_ALLOWED: entry(421, 'This server does not answer for the host named in the request', 'Use a host name that the operator allowed.'),
  CROSS_SITE_REQUEST: entry(403, 'A page of another site could have sent this request unasked', 'Send the header `x-requested-with`, or POST with the content type application/json.'),
  REQUEST_TIMEOUT: entry(504, 'The request did not finish within {limitMs} ms', 'Ask for less, or try again.'),
  SHUTTING_DOWN: entry(503, 'The server is stopping', 'Try again in a few seconds.'),
  OVERLOADED: entry(503, 'The server is busy', 'Try again in a few seconds.'),
  INTERNAL_ERROR: entry(500, 'Something went wrong on our side; it was logged under {requestId}', 'Report the request id to the operator.'),

  // What can't be asked.
  OPERATION_TOO_DEEP: entry(400, 'The operation is {depth} levels deep; {limit} are allowed', 'Ask in several smaller operations.'),
  TOO_MANY_ALIASES: entry(400, 'The operation uses {count} aliases; {limit} are allowed', 'Ask in several smaller operations.'),
  TOO_MANY_FIELDS: entry(400, 'The operation selects more than {limit} fields', 'Ask in several smaller operations.'),
  LITERALS_TOO_LARGE: entry(400, 'The values written into the operation are too many, or too many levels deep', 'Send them in variables.'),
  TOO_MANY_DIRECTIVES: entry(400, 'The operation uses {count} directives; {limit} are allowed', 'Ask in several smaller operations.'),
  OPERATION_TOO_EXPENSIVE: entry(400, 'The operation costs {cost}; {limit} are allowed', 'Ask for smaller pages, for fewer lists inside lists, or in several operations.'),
  OPERATION_TOO_COMPLEX: entry(400, 'There are too many ways to ask the departments for this operation', 'Ask in several smaller operations, with fewer objects inside others.'),
  RATE_LIMITED: entry(429, 'Too much was asked in a short time; there is room again in {retryAfter} seconds', 'Wait as long as `retryAfter` says; ask for what is needed, in smaller pages.'),
  DOCUMENT_TOO_LARGE: entry(413, 'The document is longer than {limit} characters', 'Send a smaller document; put long values into variables.'),
  TOO_MANY_TOKENS: entry(400, 'The document has more than {limit} tokens', 'Send a smaller document.'),
  LIST_LIMIT_EXCEEDED: entry(400, 'A page of this list has 0 to {max} rows, not {first}', 'Ask for a smaller page and go on from its cursors.'),
  FILTER_TOO_DEEP: entry(400, 'The conditions lie too deep in one another for the database of {department}', 'Ask with fewer conditions inside others, or in several questions.'),
  UNINDEXED: entry(400, '{department} has too many rows to find or order them by {fields}; it has indexes for {indexed}', 'Filter by an indexed field as well, or ask the department to allow it with @list(unindexed: true).'),
  AGGREGATE_BUDGET_SPENT: entry(429, '{department} has told this program as much about its people today as it may; there is room again in {retryAfter} seconds', 'Ask again what was answered before, or wait as long as `retryAfter` says.'),
  CURSOR_INVALID: entry(400, 'The cursor was not issued for this list in this order and with this filter', 'Use a cursor of the same list, order and filter.'),
  DOCUMENT_NOT_TRUSTED: entry(403, 'This server runs only documents that were registered with it', 'Name a registered document by its id in `documentId` or `extensions.persistedQuery.sha256Hash`.'),
  PERSISTED_QUERY_NOT_FOUND: entry(404, 'PersistedQueryNotFound', 'Send the document in `query` beside its hash, once.'),
  INTROSPECTION_DISABLED: entry(400, 'Introspection is off on this server', 'Read the published schema instead.'),

  // Who asks, and what they may see.
  UNAUTHENTICATED: entry(401, 'The access token is not valid: {reason}', 'Sign in again and send `Authorization: Bearer …`.'),
  SIGN_IN_UNAVAILABLE: entry(503, 'Access tokens can’t be checked: the issuer’s keys can’t be fetched', 'Try again in a few seconds; the token may be good.'),
  PURPOSE_NOT_ALLOWED: entry(403, 'The client is not registered for the purpose “{purpose}”', 'Send one of the purposes your client is registered for in `X-Purpose`.'),
  UNAUTHORIZED_FIELD_OR_TYPE: entry(403, 'Not authorized: this field is personal data', 'Sign in and state a purpose (`Authorization: Bearer …`, `X-Purpose: …`).'),
  FORBIDDEN_RECORD: entry(403, 'Not authorized: this record belongs to somebody else', 'Ask for your own record.'),
  AGREEMENT_REQUIRED: entry(403, 'No agreement allows that {department} is joined with {others} for this purpose', 'Ask for the departments apart, for a purpose that an agreement names, or agree on one; `dataSharingAgreements` lists them.'),
  CONSENT_REQUIRED: entry(403, 'This data of {department} is joined with others’ where the person consents to it', 'Ask for it by itself, or for the person’s consent (`giveConsent`).'),
  CONSENT_UNKNOWN: entry(503, 'Data of {department} is joined with others’ by consent, and who consents can’t be found out', 'Try again in a few seconds, or ask for it by itself.'),
  FORBIDDEN_ACTION: entry(403, 'Not authorized: {action} is for {who}', 'Leave it to them, or sign in as one of them.'),
  TOO_MANY_WARDS: entry(400, 'You act for too many people at once: rows that name some of them by telephone and name alone are missing', 'Sign in for fewer of them at a time.'),
  ACCOUNTING_UNAVAILABLE: entry(503, 'Personal data is not shown: it can’t be written down who reads it', 'Try again in a few seconds; public fields answer meanwhile.'),
  SIGNATURE_INVALID: entry(401, 'The request is not signed by a gateway this subgraph knows: {reason}', 'Configure the same shared secret on gateway and subgraph, and check both clocks.'),

  // Departments.
  DEPARTMENT_UNAVAILABLE: entry(503, '{department} is not answering', 'What is missing is this department’s; try again later.'),
  DEPARTMENT_TIMEOUT: entry(504, '{department} did not answer in time', 'Ask for less, or try again later.'),
  DEPARTMENT_BUSY: entry(503, '{department} has too many requests waiting', 'Try again in a few seconds.'),
  DEPARTMENT_ANSWER_INVALID: entry(502, '{department} gave an answer that does not fit its schema', 'Report it to the operator.'),
  DEPARTMENT_ANSWER_NOT_ASKED: entry(502, '{department} answered with other records than were asked for, which are left out', 'Report it to the operator: the department may be giving away other people’s data.'),
  DEPARTMENT_ERROR: entry(502, '{department} could not answer this', 'Report it to the operator.'),
  ANSWER_TOO_LARGE: entry(400, '{department} would have to give more than {limit} objects', 'Ask for smaller pages, or for fewer lists inside lists.'),
  NOT_SUPPORTED: entry(501, '{department} does not support {feature}', 'Do without it.'),

  // Feedback and disputes.
  FEEDBACK_STEP_NOT_ALLOWED: entry(409, '{step} does not follow here: the feedback is {state}; allowed now: {allowed}', 'Take one of the steps allowed now.'),
  DISPUTE_ANSWERED: entry(409, 'This dispute has been answered already', 'Read the answer; what is wrong in it is a new dispute.'),
  IDEMPOTENCY_KEY_REUSED: entry(409, 'This idempotencyKey was used for another input', 'Use a new key for a new request, and the same key and input for a retry.'),

  // Composition: for the departments' owners and the operator.
  COMPOSITION_FAILED: entry(500, '{reason}', 'Correct the SDL at the given file and line; the department named owns it.'),

  // Mistakes in a mapped SDL file: for the department's owner.
  MAPPING_SYNTAX: entry(500, 'Not SDL: {reason}', 'Correct the syntax.'),
  MAPPING_SDL_INVALID: entry(500, '{reason}', '{fix}'),
  MAPPING_NOT_SUPPORTED: entry(500, '{what} is not supported in a mapped SDL file', '{fix}'),
  MAPPING_SOURCE_MISSING: entry(500, 'The file declares no department', 'Add `extend schema @source(name: "…", url: "env:…")`.'),
  MAPPING_SOURCE_INVALID: entry(500, '@source: {reason}', '{fix}'),
  MAPPING_UNKNOWN_TABLE: entry(500, 'The database has no table or view “{table}”', '{fix}'),
  MAPPING_TABLE_MISSING: entry(500, 'Nothing says which table {type} is read from', 'Add `@table(name: "…")` to {type}; where this department knows only its key, give it @key and no columns.'),
  MAPPING_UNKNOWN_COLUMN: entry(500, '“{table}” has no column “{column}”', '{fix}'),
  MAPPING_TYPE_MISMATCH: entry(500, 'A column of type {columnType} can’t be read as {fieldType}', '{fix}'),
  MAPPING_FORMAT_MISSING: entry(500, '{fieldType} is read from the text column “{column}”, whose format is not given', 'Add `format: "yyyyMMdd"` (or the form the column has) to @column.'),
  MAPPING_FORMAT_INVALID: entry(500, 'The format “{format}” can’t be read: {reason}', 'Use yyyy, MM, dd, HH, mm, ss and literal characters.'),
  MAPPING_KEY_MISSING: entry(500, 'The type {type} is mapped to a table but has no key', 'Add `@key(fields: "id")` and map `id: ID!`; rows that nothing identifies may be @shareable in its place, and stand in lists and relations alone.'),
  MAPPING_KEY_INVALID: entry(500, '@key: {reason}', '{fix}'),
  MAPPING_KEY_FIELD_UNKNOWN: entry(500, '@key names the field “{field}”, which {type} does not have', '{fix}'),
  MAPPING_KEY_FIELD_UNMAPPED: entry(500, 'The key field “{field}” is not read from a column', 'Give it @column; masked, computed or relation fields can’t be keys.'),
  MAPPING_NON_NULL_FIELD: entry(500, 'A field of an entity must be nullable: with “!” a missing value would take everything above it away', 'Write `{suggestion}`.'),
  MAPPING_CODE_NOT_IN_ENUM: entry(500, '“{value}” is not a value of the enum {enum}', 'Use one of {values}.'),
  MAPPING_CODE_DUPLICATE: entry(500, 'The code “{code}” is given to both {first} and {second}', 'Give each code to one value.'),
  MAPPING_CODES_MISSING: entry(500, 'The enum {enum} is read from “{column}”, but no codes are given', 'Add `enum {enum} @codes { … @code(value: "…") }`.'),
  MAPPING_RELATION_INVALID: entry(500, '@relation: {reason}', '{fix}'),
  MAPPING_RELATION_MISSING: entry(500, 'The field returns {type}, but nothing says which rows', 'Add @relation(columns: […], references: […]).'),
  MAPPING_LIST_INVALID: entry(500, '@list: {reason}', '{fix}'),
  MAPPING_DIRECTIVE_UNKNOWN: entry(500, 'There is no directive @{directive}', '{fix}'),
  MAPPING_DIRECTIVE_ARGUMENT: entry(500, '@{directive}: {reason}', '{fix}'),
  MAPPING_DIRECTIVE_CONFLICT: entry(500, '@{directive} can’t stand here: {reason}', '{fix}'),
  MAPPING_WHERE_INVALID: entry(500, 'The condition “{where}” can’t be read: {reason}', 'Use columns, literals, = <> < <= > >= IN, IS NULL, AND, OR, NOT and parentheses.'),
  MAPPING_VOCABULARY_CONFLICT: entry(500, '{type}.{field} is {expected} in the vocabulary, not {found}', 'Use the vocabulary’s type, or give the field another name.'),
  MAPPING_SHAREABLE_LIST: entry(500, '@shareable on a mapped list: one department’s rows would silently vanish', 'Remove @shareable; use an interface with one type per owner.'),
  MAPPING_INTERFACE_INVALID: entry(500, '{type} implements {interface}: {reason}', '{fix}'),
  MAPPING_ABSTRACT_INVALID: entry(500, '{type} is no interface or union over one table: {reason}', '{fix}'),
  MAPPING_POLICY_CONFLICT: entry(500, '{what} is {here} here and {there} in {department}', 'Let the owner alone say who may see it; remove the other directive.'),
  MAPPING_KEPT_BACK: entry(500, '{what} gives what {kept} keeps back', 'Write the same {directives} on it, or @inaccessible where it is for joins alone; or leave it out.'),
  MAPPING_SUBJECT_INVALID: entry(500, '@subject: {reason}', '{fix}'),
  MAPPING_SUBJECT_MISSING: entry(500, '{type} reads personal data from “{column}” but does not say whose data its rows are', 'Add `@subject(field: "…")` with the field of the person’s id to the type, or @personal or @public to “{field}”.'),
  MAPPING_UNMAPPED_FIELD: entry(500, 'Nothing says where {type}.{field} comes from', '{fix}'),
  MAPPING_CODEC_UNKNOWN: entry(500, 'There is no key codec {codec}', 'Use one of {codecs}, without quotes.'),

  // Running it.
  USAGE: entry(500, '{reason}', 'See `onestop --help`.'),
  CONFIG_INVALID: entry(500, '{where}: {reason}', '{fix}'),
  DATABASE_UNREACHABLE: entry(503, 'The database of {department} can’t be reached: {reason}', 'Check the URL, the account and that the server runs.'),
  PORT_IN_USE: entry(500, 'Port {port} is taken', 'Stop the other program, or choose another port with PORT=… or --port.'),
  PORT_FORBIDDEN: entry(500, 'This account may not listen on port {port}', 'Choose a port above 1023 with PORT=… or --port.'),
  SEEDING_FAILED: entry(500, 'The database of {department} can’t be filled: {reason}', 'Use an account that may create tables and a disk with room, or name a database that holds other data.'),
  ENGINE_UNAVAILABLE: entry(500, '{engine} can’t be started: {reason}', '{fix}'),
  WORKER_FAILED: entry(500, 'Worker {worker} can’t be kept running: {reason}', 'The log before this tells more; try with --workers 1, which shows what goes wrong by itself.'),
  DATABASE_MIGRATION_MISMATCH: entry(500, 'The migration {migration} was run on the hub’s database, but {reason}', 'Start the release that ran it, or restore its file; a change of the tables is a new migration.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

export type ErrorDetails = Readonly<Record<string, string | number | boolean | undefined>>;

/** An expected failure: a code of the table, and what fills its message. */
export class OnestopError extends Error {
  override readonly name = 'OnestopError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: { readonly cause?: unknown }) {
    super(renderMessage(code, details), options);
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  /** What the caller can do, with placeholders filled. */
  get action(): string {
    return fillPlaceholders(errorTable[this.code].action, this.details);
  }
}

export const renderMessage = (code: ErrorCode, details: ErrorDetails = {}): string =>
  fillPlaceholders(errorTable[code].message, details);

/** Is this text one of the table's codes? Codes arrive from remote subgraphs as plain text. */
export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(errorTable, code);

/** `{name}` → what `details` have under the name; as it stands where they have none. */
export function fillPlaceholders(template: string, details: ErrorDetails): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(details, name) ? String(details[name]) : placeholder,
  );
}

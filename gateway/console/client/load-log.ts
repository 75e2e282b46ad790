/** Who signs in, and for which purpose the log is asked for. Kept by nobody but the page. */
export type Visitor = {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** One reading, as `accessLog` gives it. */
export type Reading = {
  readonly id: string;
  /** ISO 8601. */
  readonly logtime: string;
  readonly action: string;
  readonly legalBasis: string;
  readonly receiverName: string;
  readonly isOwn: boolean;
  readonly departments: readonly string[];
  /** `Citizen.fullName` */
  readonly fields: readonly string[];
};

export type LogPage = {
  readonly readings: readonly Reading[];
  readonly total: number;
  /** Where older ones go on; null at the end. */
  readonly older: string | null;
};

/** The page, or what the graph says instead; an empty text where it says nothing. */
export type LogAnswer = LogPage | { readonly refusal: string };

const question = `query WhoLooked($id: ID!, $after: String) {
  citizen(id: $id) {
    accessLog(first: 50, after: $after) {
      nodes { id logtime action legalBasis receiverName isOwn departments fields }
      totalCount
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

/** Longest wait for an answer, in milliseconds. */
const patienceMs = 10_000;

/** A page of who read what about the visitor, newest first. @param language of what the graph refuses with */
export async function loadLog(visitor: Visitor, after: string | null, language: string): Promise<LogAnswer> {
  try {
    const variables = { id: visitor.id, after };
    const { data, errors } = await ask(question, variables, { ...visitor.headers, 'accept-language': language });
    const log = at(at(data, 'citizen'), 'accessLog');
    if (log === undefined || log === null) return { refusal: textOf(at(listOf(errors)[0], 'message')) };
    const pageInfo = at(log, 'pageInfo');
    return {
      readings: listOf(at(log, 'nodes')).map(readReading),
      total: Number(at(log, 'totalCount')),
      older: at(pageInfo, 'hasNextPage') === true ? textOf(at(pageInfo, 'endCursor')) : null,
    };
  } catch {
    return { refusal: '' };
  }
}

/** What the schema says of the fields of a type, by name; empty where it says nothing. */
export async function loadDescriptions(type: string): Promise<ReadonlyMap<string, string>> {
  try {
    const query = 'query Words($name: String!) { __type(name: $name) { fields { name description } } }';
    const { data } = await ask(query, { name: type }, {});
    const fields = listOf(at(at(data, '__type'), 'fields'));
    return new Map(fields.map((field) => [textOf(at(field, 'name')), textOf(at(field, 'description'))]));
  } catch {
    return new Map();
  }
}

type Answer = { readonly data?: unknown; readonly errors?: unknown };

async function ask(query: string, variables: object, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...headers, accept: 'application/graphql-response+json', 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(patienceMs),
  });
  return (await response.json()) as Answer; // read with care
}

const readReading = (node: unknown): Reading => ({
  id: textOf(at(node, 'id')),
  logtime: textOf(at(node, 'logtime')),
  action: textOf(at(node, 'action')),
  legalBasis: textOf(at(node, 'legalBasis')),
  receiverName: textOf(at(node, 'receiverName')),
  isOwn: at(node, 'isOwn') === true,
  departments: listOf(at(node, 'departments')).map(textOf),
  fields: listOf(at(node, 'fields')).map(textOf),
});

const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

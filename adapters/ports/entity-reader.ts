import { Kind, parse, print, type FieldNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../../schema/request.ts';
import type {
  ExplainedStatement,
  FetchError,
  FetchOperation,
  Finding,
  PreparedFetch,
  Representation,
  Subgraph,
} from '../../schema/subgraph.ts';
import { ownFields } from './published-types.ts';

export type EntityQuestion = {
  /** Of one type. */
  readonly representations: readonly Representation[];
  /** `{ fullName service { id } }`: text of this program, never of a request. */
  readonly selection: string;
  readonly request: RequestContext;
};

export type EntityAnswer = {
  /** In the order of the representations; null where nobody answered for one. A field whose holder failed is absent. */
  readonly entities: readonly (Readonly<Record<string, unknown>> | null)[];
  /** Whose failure it is stands in each. */
  readonly errors: readonly (Omit<FetchError, 'path'> & { readonly department: string })[];
  readonly subjects: readonly string[];
  readonly findings: readonly Finding[];
};

/**
 * Asks the subgraphs that hold an entity's fields, each once and in parallel, in the name of whoever asks: their
 * row rules hold. For the graph's own systems, which know departments as ports and no planner.
 */
export type EntityReader = {
  readonly read: (question: EntityQuestion) => Promise<EntityAnswer>;
  /** What each holder would run for it. */
  readonly explain: (typename: string, selection: string) => Promise<readonly ExplainedStatement[]>;
};

/** What is read of others while something is carried out is accounted for like any other reading. */
export const accountedReader = (
  reader: EntityReader,
  { tell }: { readonly tell: (read: Pick<EntityAnswer, 'subjects' | 'findings'>) => void },
): EntityReader => ({
  ...reader,
  read: async (question) => {
    const answer = await reader.read(question);
    tell({ subjects: answer.subjects, findings: answer.findings });
    return answer;
  },
});

type Part = { readonly subgraph: Subgraph; readonly prepared: PreparedFetch };

/** Questions are texts of the program; there are few. */
const keptQuestions = 200;

export function createEntityReader(subgraphs: readonly Subgraph[]): EntityReader {
  const known = new LRUCache<string, readonly Part[]>({ max: keptQuestions });
  const partsFor = (typename: string, selection: string): readonly Part[] => {
    const key = `${typename} ${selection}`;
    const found = known.get(key) ?? preparedParts(subgraphs, typename, selection);
    known.set(key, found);
    return found;
  };
  return {
    explain: async (typename, selection) =>
      (await Promise.all(partsFor(typename, selection).map(({ prepared }) => prepared.explain()))).flat(),
    read: async ({ representations, selection, request }) => {
      const typename = representations[0]?.__typename;
      const parts = typename === undefined ? [] : partsFor(typename, selection);
      const answers = await Promise.all(
        parts.map(async ({ subgraph, prepared }) => ({
          department: subgraph.name,
          answer: await prepared.run({ variables: {}, representations, request }),
        })),
      );
      const lists = answers.map(({ answer }) => listOf(answer.data?.['_entities']));
      return {
        entities: representations.map((_, index) => merge(lists.map((list) => list[index] ?? null))),
        errors: answers.flatMap(({ department, answer }) =>
          answer.errors.map(({ path: _path, ...error }) => ({ ...error, department: error.department ?? department })),
        ),
        subjects: [...new Set(answers.flatMap(({ answer }) => answer.subjects))],
        findings: answers.flatMap(({ answer }) => answer.findings),
      };
    },
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function merge(parts: readonly unknown[]): Readonly<Record<string, unknown>> | null {
  const objects = parts.filter((part): part is object => typeof part === 'object' && part !== null);
  return objects.length === 0 ? null : Object.fromEntries(objects.flatMap((part) => Object.entries(part)));
}

/** One fetch for each subgraph that holds some of the fields; a field that nobody holds is left out. */
function preparedParts(subgraphs: readonly Subgraph[], typename: string, selection: string): readonly Part[] {
  const fields = fieldsOf(selection);
  return subgraphs.flatMap((subgraph) => {
    const held = new Set(ownFields(subgraph.sdl, typename).map(({ name }) => name.value));
    const asked = fields.filter(({ name }) => held.has(name.value));
    return asked.length === 0 ? [] : [{ subgraph, prepared: subgraph.prepare(entityFetch(typename, asked)) }];
  });
}

function fieldsOf(selection: string): readonly FieldNode[] {
  const [operation] = parse(selection, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError(`“${selection}” is no selection`);
  return operation.selectionSet.selections.filter((each) => each.kind === Kind.FIELD);
}

const entityFetch = (typename: string, fields: readonly FieldNode[]): FetchOperation => ({
  document: parse(
    `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on ${typename} { ${fields.map(print).join(' ')} } }
    }`,
    { noLocation: true },
  ),
});

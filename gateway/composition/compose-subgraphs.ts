import { composeServices } from '@apollo/composition';
import { type ASTNode, type DocumentNode, type GraphQLError, getLocation } from 'graphql';
import { requirementCircles } from './requirement-circles.ts';
import { withoutUnserved } from './served-fields.ts';

export type SubgraphSource = {
  readonly name: string;
  /** Ready for federation. Nodes keep `loc`; its source is named like the owner's file. */
  readonly sdl: DocumentNode;
  readonly url?: string;
};

/** A reason why the departments don't compose, with the place in the file of the department that can cure it. */
export type CompositionProblem = {
  /** Null where the problem lies between departments and no one's file is to blame. */
  readonly department: string | null;
  readonly file: string | null;
  /** Counted from 1, in the file. */
  readonly line: number | null;
  readonly column: number | null;
  /** Code of Apollo's composition: `INVALID_FIELD_SHARING`, `SATISFIABILITY_ERROR`; `REQUIREMENTS_IN_A_CIRCLE` of ours. */
  readonly code: string;
  readonly message: string;
};

export type CompositionResult =
  | { readonly kind: 'composed'; readonly supergraphSdl: string; readonly hints: readonly CompositionHint[] }
  | { readonly kind: 'failed'; readonly problems: readonly CompositionProblem[] };

export type CompositionHint = { readonly code: string; readonly message: string };

/** Composes departments into one supergraph. Pure; takes a few hundred milliseconds for a dozen departments. */
export function composeSubgraphs(subgraphs: readonly SubgraphSource[]): CompositionResult {
  const services = withoutUnserved(subgraphs).map(({ name, sdl, url }) => ({
    name,
    typeDefs: sdl,
    url: url ?? madeUpUrl(name),
  }));
  const result = composed(services);
  if ('circles' in result) return { kind: 'failed', problems: result.circles };
  if (result.errors !== undefined) return { kind: 'failed', problems: firstCauses(result.errors.map(problemOf)) };
  const hints = result.hints
    .map((hint) => ({ code: hint.definition.code, message: hint.message }))
    .filter(({ code }) => !meant.has(code));
  return { kind: 'composed', supergraphSdl: result.supergraphSdl, hints };
}

/** Composition follows requirements that go in a circle until it has no stack left. */
function composed(services: Parameters<typeof composeServices>[0]) {
  try {
    return composeServices(services);
  } catch (error) {
    const circles = error instanceof RangeError ? requirementCircles(services.map(({ name, typeDefs }) => ({ name, sdl: typeDefs }))) : []; // prettier-ignore
    if (circles.length === 0) throw error;
    return { circles };
  }
}

/** What is so by design: a system that answers stubs knows no more of an interface than its key. */
const meant: ReadonlySet<string> = new Set(['INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD']);

/** The join spec wants an address even for what runs in this process; RFC 2606 keeps `.invalid` from ever resolving. */
const madeUpUrl = (name: string): string => `http://${name}.invalid/graphql`;

/**
 * Where two departments have one field that neither shares, what else differs about it, or about the aggregate beside
 * it, says nothing new.
 */
function firstCauses(problems: readonly CompositionProblem[]): readonly CompositionProblem[] {
  const unshared = problems.flatMap(({ code, message }) =>
    code === 'INVALID_FIELD_SHARING' ? (/"(\w+\.\w+)"/.exec(message)?.[1] ?? []) : [],
  );
  return problems.filter(({ code, message }) => {
    const [, field = '', argument] = /"(\w+\.\w+)(\(\w+:\))?"/.exec(message) ?? [];
    const isAggregate = field.endsWith('Aggregate') && unshared.includes(field.slice(0, -'Aggregate'.length));
    const follows = code === 'FIELD_ARGUMENT_TYPE_MISMATCH' && argument !== undefined && unshared.includes(field);
    return !isAggregate && !follows;
  });
}

function problemOf(error: GraphQLError): CompositionProblem {
  const node = error.nodes?.find((each) => each.loc !== undefined) ?? error.nodes?.[0];
  const location = node?.loc === undefined ? null : getLocation(node.loc.source, node.loc.start);
  const department = departmentOf(node) ?? /^\[([\w-]+)\] /.exec(error.message)?.[1] ?? null;
  const code = error.extensions['code'];
  return {
    department,
    file: node?.loc?.source.name ?? null,
    line: location?.line ?? null,
    column: location?.column ?? null,
    code: typeof code === 'string' ? code : 'COMPOSITION_FAILED',
    message: error.message,
  };
}

/** Composition marks each node of an error with the subgraph it comes from. */
function departmentOf(node: ASTNode | undefined): string | null {
  if (node === undefined || !('subgraph' in node)) return null;
  return typeof node.subgraph === 'string' ? node.subgraph : null;
}

import type { GraphQLObjectType } from 'graphql';
import { createRandom } from '../../demo/population/random.ts';
import type { RequestContext } from '../../schema/request.ts';
import { randomOperation, type ArgumentLiteral } from './random-operation.ts';
import type { Exception, TwoEngines } from './two-engines.ts';

export type ManyRequest = {
  readonly seed: string;
  /** Operations that are compared; invalid ones don't count. */
  readonly count: number;
  readonly depth: { readonly least: number; readonly most: number };
  readonly request: () => RequestContext;
  readonly argument?: ArgumentLiteral;
  /** `Type.field`s that are another thing every time they are asked for. */
  readonly leftOut?: ReadonlySet<string>;
};

export type Tally = {
  /** Operations that were compared: all that were wanted, unless too many were invalid. */
  readonly compared: number;
  /** Those with three fetches or more. */
  readonly large: number;
  readonly exceptions: Readonly<Partial<Record<Exception, number>>>;
  /** What each difference was found by. */
  readonly different: readonly string[];
};

/** Asks both engines the same random questions; stops at the third difference. */
export async function compareMany(both: TwoEngines, asked: ManyRequest): Promise<Tally> {
  const schema = both.apollo.supergraph.apiSchema;
  const mutation: GraphQLObjectType | null | undefined = schema.getMutationType();
  const exceptions: Partial<Record<Exception, number>> = {};
  const different: string[] = [];
  let large = 0;
  let compared = 0;
  for (let attempt = 0; compared < asked.count && attempt < asked.count * 20 && different.length < 3; attempt += 1) {
    const random = createRandom(asked.seed, attempt);
    const kind = mutation && asked.argument === undefined && random.chance(0.4) ? 'mutation' : 'query';
    const depth = random.between(asked.depth.least, asked.depth.most);
    const operation = randomOperation({
      schema,
      random,
      kind,
      depth,
      ...(asked.argument && { argument: asked.argument }),
      ...(asked.leftOut && { leftOut: asked.leftOut }),
    });
    const result = await both.compare(operation, asked.request());
    if (result.kind === 'invalid') continue;
    compared += 1;
    if (result.kind === 'different') different.push(`${asked.seed} ${attempt}\n${result.report}`);
    else {
      if (result.fetches >= 3) large += 1;
      if (result.exception !== null) exceptions[result.exception] = (exceptions[result.exception] ?? 0) + 1;
    }
  }
  return { compared, large, exceptions, different };
}

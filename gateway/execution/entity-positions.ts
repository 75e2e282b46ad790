import { isDeepStrictEqual } from 'node:util';
import type { ResponsePath } from '../../schema/response-error.ts';
import type { Representation } from '../../schema/subgraph.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * Where in the response each representation of an `_entities` fetch belongs, or null where that can't
 * be told.
 *
 * The stock gateway tells a data source only the path with `@` for "each item". It merges answers in
 * place, so the answers of root fetches (`roots`, in the order they came) hold the whole result at any
 * time: the entities are found there, and representations, which keep their order, are paired with
 * them by their type, where the entity tells it, and the values of their fields. Where an entity fits
 * that is one too many, nobody can say which is which.
 */
export function entityPositions(
  roots: readonly Data[],
  path: ResponsePath,
  representations: readonly Representation[],
): readonly ResponsePath[] | null {
  const entities: { readonly at: ResponsePath; readonly entity: Data }[] = [];
  const walk = (value: unknown, rest: ResponsePath, at: ResponsePath): void => {
    const [step, ...below] = rest;
    if (Array.isArray(value)) {
      value.forEach((item: unknown, index) => walk(item, step === '@' ? below : rest, [...at, index]));
    } else if (isData(value)) {
      if (step === undefined) entities.push({ at, entity: value });
      else if (Object.hasOwn(value, step)) walk(value[step], below, [...at, step]);
    }
  };
  const [first, ...below] = path;
  if (first === undefined) return null;
  const root = roots.find((each) => Object.hasOwn(each, first) && each[first] !== null);
  walk(root?.[first], below, [first]);
  return pair(entities, representations);
}

function pair(
  entities: readonly { readonly at: ResponsePath; readonly entity: Data }[],
  representations: readonly Representation[],
): readonly ResponsePath[] | null {
  const positions: ResponsePath[] = [];
  for (const { at, entity } of entities) {
    const next = representations[positions.length];
    if (next !== undefined && matches(next, entity)) positions.push(at);
    else if (representations.some((each) => matches(each, entity))) return null;
  }
  return positions.length === representations.length ? positions : null;
}

const matches = (representation: Representation, entity: Data): boolean =>
  fitsType(representation, entity) &&
  Object.entries(representation).every(
    ([name, value]) => name === '__typename' || typeof value === 'object' || isDeepStrictEqual(entity[name], value),
  );

const fitsType = ({ __typename }: Representation, entity: Data): boolean =>
  typeof entity['__typename'] !== 'string' || entity['__typename'] === __typename;

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null;

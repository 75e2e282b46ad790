import type { ResponsePath } from '../../../schema/response-error.ts';
import { isEntity, readerOf, type Entity } from './entity.ts';

/** Finds the objects at a path, in the order they stand in; nulls are left out. */
export type FindEntities = (root: Entity) => readonly Entity[];

type Collect = (value: unknown, into: Entity[]) => void;

/** @param path from the root; `@` stands for every item of a list, once for each level of it */
export function compileFinder(path: ResponsePath): FindEntities {
  if (path.length === 0) return (root) => [root];
  const collect = compileSteps(path);
  return (root) => {
    const found: Entity[] = [];
    collect(root, found);
    return found;
  };
}

function compileSteps([step, ...rest]: ResponsePath): Collect {
  if (step === undefined) {
    return (value, into) => {
      if (isEntity(value)) into.push(value);
    };
  }
  const below = compileSteps(rest);
  if (step === '@') {
    return (value, into) => {
      if (Array.isArray(value)) for (const item of value) below(item, into);
    };
  }
  const read = readerOf(String(step));
  return (value, into) => {
    if (isEntity(value)) below(read(value), into);
  };
}

/** Where the objects that a finder finds stand in the response, in the same order. For errors: it is slower. */
export function placesOf(root: Entity, path: ResponsePath): readonly ResponsePath[] {
  const places: ResponsePath[] = [];
  const walk = (value: unknown, [step, ...rest]: ResponsePath, at: ResponsePath): void => {
    if (step === undefined) {
      if (isEntity(value)) places.push(at);
    } else if (step === '@') {
      if (Array.isArray(value)) value.forEach((item: unknown, index) => walk(item, rest, [...at, index]));
    } else if (isEntity(value) && Object.hasOwn(value, step)) {
      walk(value[step], rest, [...at, step]);
    }
  };
  walk(root, path, []);
  return places;
}

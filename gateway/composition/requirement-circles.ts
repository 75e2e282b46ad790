import { getLocation, Kind, type FieldDefinitionNode } from 'graphql';
import type { CompositionProblem, SubgraphSource } from './compose-subgraphs.ts';
import { namesOf, selectionOf } from './join-directives.ts';

/** A field with `@requires`, and those of its type that it names. */
type Requiring = { readonly department: string; readonly type: string; readonly field: FieldDefinitionNode; readonly names: readonly string[] }; // prettier-ignore

/** Fields that require one another, so that none can be the first: each circle told once, where it is entered. */
export function requirementCircles(subgraphs: readonly SubgraphSource[]): readonly CompositionProblem[] {
  const requiring = subgraphs.flatMap(requiringOf);
  const told = new Set<Requiring>();
  const circleFrom = (path: readonly [Requiring, ...Requiring[]]): readonly Requiring[] | null => {
    const last = path.at(-1) ?? path[0];
    for (const next of requiring) {
      if (next.type !== last.type || !last.names.includes(next.field.name.value)) continue;
      if (next === path[0]) return path;
      const found = path.includes(next) ? null : circleFrom([...path, next]);
      if (found !== null) return found;
    }
    return null;
  };
  return requiring.flatMap((first) => {
    const circle = told.has(first) ? null : circleFrom([first]);
    for (const each of circle ?? []) told.add(each);
    return circle === null ? [] : [problemOf(first, circle)];
  });
}

function requiringOf({ name, sdl }: SubgraphSource): readonly Requiring[] {
  return sdl.definitions.flatMap((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    return (node.fields ?? []).flatMap((field) => {
      const requires = field.directives?.find((each) => each.name.value === 'requires');
      const value = requires?.arguments?.find((each) => each.name.value === 'fields')?.value;
      if (value?.kind !== Kind.STRING) return [];
      return [{ department: name, type: node.name.value, field, names: namesOf(selectionOf(value.value)) }];
    });
  });
}

function problemOf({ department, field }: Requiring, circle: readonly Requiring[]): CompositionProblem {
  const location = field.loc === undefined ? null : getLocation(field.loc.source, field.loc.start);
  const named = (each: Requiring): string => `"${each.type}.${each.field.name.value}" of ${each.department}`;
  const message = `Fields that require one another: ${[...circle, ...circle.slice(0, 1)].map(named).join(' requires ')}`;
  return {
    ...{ department, file: field.loc?.source.name ?? null, line: location?.line ?? null, column: location?.column ?? null }, // prettier-ignore
    ...{ code: 'REQUIREMENTS_IN_A_CIRCLE', message },
  };
}

import { buildASTSchema } from 'graphql';
import { readPolicy } from '../../schema/policy.ts';
import { objectTypes, ownFields, type PublishedSubgraph } from './published-types.ts';

/** Who keeps a personal field, and how it is told whose a row of its type is. */
export type FieldOwner = {
  readonly department: string;
  /** Field of the person's id. */
  readonly subject: string;
  /** Is that field the row's key? Then the key tells whose it is. */
  readonly isKey: boolean;
  /** Can a row also be somebody's by other fields than the id? */
  readonly hasAlternative: boolean;
};

/** Owners of personal fields. */
export type FieldOwners = {
  /** Is it a type whose rows are about one person? */
  readonly isAboutPerson: (type: string) => boolean;
  /** Null where nobody keeps such a field, or it is not personal. Of several the first, in the order they were given. */
  readonly ownerOf: (type: string, field: string) => FieldOwner | null;
};

/** What published SDLs say of who keeps which personal field; read when it is first asked for. Keys are everybody's. */
export function createFieldOwners(subgraphs: readonly PublishedSubgraph[]): FieldOwners {
  let known: ReadonlyMap<string, ReadonlyMap<string, FieldOwner>> | null = null;
  const all = () => (known ??= readOwners(subgraphs));
  return {
    isAboutPerson: (type) => all().has(type),
    ownerOf: (type, field) => all().get(type)?.get(field) ?? null,
  };
}

function readOwners(subgraphs: readonly PublishedSubgraph[]) {
  const types = new Map<string, Map<string, FieldOwner>>();
  for (const { name: department, sdl } of subgraphs) {
    const policy = readPolicy(buildASTSchema(sdl, { assumeValidSDL: true }));
    for (const type of new Set(objectTypes(sdl).map(({ name }) => name.value))) {
      const subject = policy.subjectField(type);
      if (subject === null) continue;
      const own = ownFields(sdl, type).map(({ name }) => name.value);
      const owner = {
        ...{ department, subject, isKey: !own.includes(subject) },
        hasAlternative: policy.subjectAlternative(type).length > 0,
      };
      const fields = types.get(type) ?? new Map<string, FieldOwner>();
      types.set(type, fields);
      for (const field of own) if (policy.isPersonal(type, field) && !fields.has(field)) fields.set(field, owner);
    }
  }
  return types;
}

import { buildSubgraphSchema } from '@apollo/subgraph';
import { isObjectType, Kind, print, type DocumentNode, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { scalars } from '../../schema/scalars.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { loadEntity } from './entity-loader.ts';
import type { FetchContext } from './fetch-report.ts';
import { createRunField } from './run-field.ts';

type Resolver = GraphQLFieldResolver<Readonly<Record<string | number, unknown>>, FetchContext>;

/**
 * An executable Federation 2 schema over a port. No resolver knows the department: a root field asks the port for
 * its own selection, and what is below it reads that answer by response key, so that aliases keep apart.
 */
export function createPortSchema(subgraph: Subgraph): GraphQLSchema {
  const runField = createRunField(subgraph);
  const entity = { __resolveReference: loadEntity(runField, subgraph.name) };
  const resolvers = {
    ...Object.fromEntries(entityTypes(subgraph.sdl).map((type) => [type, entity])),
    ...Object.fromEntries(scalarTypes(subgraph.sdl).map((type) => [type, scalars[type]])),
  };
  const schema = buildSubgraphSchema([{ typeDefs: subgraph.sdl, resolvers: resolvers as never }]);
  const sdl = print(subgraph.sdl);
  setResolvers(schema, {
    root: (_source, _arguments, context, info) => runField(info, context),
    nested: (source, _arguments, _context, info) => source[info.path.key],
    service: () => ({ sdl }),
  });
  return schema;
}

function setResolvers(
  schema: GraphQLSchema,
  resolvers: Readonly<Record<'root' | 'nested' | 'service', Resolver>>,
): void {
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.name === '_service') field.resolve = resolvers.service;
      else if (field.name !== '_entities') field.resolve = roots.has(type) ? resolvers.root : resolvers.nested;
    }
  }
}

/** Types with a key: what `_entities` may be asked for. */
function entityTypes(sdl: DocumentNode): readonly string[] {
  const names = sdl.definitions.flatMap((definition) => {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION:
        return definition.directives?.some(({ name }) => /^(federation__)?key$/.test(name.value))
          ? [definition.name.value]
          : [];
      default:
        return [];
    }
  });
  return [...new Set(names)];
}

const scalarTypes = (sdl: DocumentNode): readonly string[] =>
  sdl.definitions.flatMap((definition) =>
    definition.kind === Kind.SCALAR_TYPE_DEFINITION && Object.hasOwn(scalars, definition.name.value)
      ? [definition.name.value]
      : [],
  );

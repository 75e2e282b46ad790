import { isObjectType, Kind, valueFromASTUntyped, type GraphQLSchema } from 'graphql';
import { directivesOf, type Described } from '../../schema/declared.ts';

/** Name of the one subgraph that serves a field, by `Type.field`; keys and value types, which several serve, are nobody's. */
export type FieldOwners = ReadonlyMap<string, string>;

/** What the join directives of a supergraph say of who serves what. @param schema of its whole SDL */
export function readFieldOwners(schema: GraphQLSchema): FieldOwners {
  const names = subgraphNames(schema);
  const owners = new Map<string, string>();
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    const holders = graphsOf(type, 'join__type');
    for (const field of Object.values(type.getFields())) {
      const stated = graphsOf(field, 'join__field');
      // Without a word of it the field is served wherever the type is.
      const serving = new Set(stated.length > 0 ? stated.filter(isServed) : holders);
      const graphs = new Set([...serving].flatMap(({ graph }) => (graph === undefined ? [] : [graph])));
      const [only] = graphs;
      const name = graphs.size === 1 && only !== undefined ? names.get(only) : undefined;
      if (name !== undefined) owners.set(`${type.name}.${field.name}`, name);
    }
  }
  return owners;
}

type Joined = { readonly graph: string | undefined; readonly external: boolean; readonly overridden: boolean };

const isServed = ({ external, overridden }: Joined): boolean => !external && !overridden;

function graphsOf(described: Described, directive: string): readonly Joined[] {
  return directivesOf(described)
    .filter(({ name }) => name.value === directive)
    .map(({ arguments: given = [] }) => {
      const value = (name: string): unknown => {
        const found = given.find((each) => each.name.value === name)?.value;
        return found === undefined ? undefined : valueFromASTUntyped(found);
      };
      const graph = value('graph');
      return {
        graph: typeof graph === 'string' ? graph : undefined,
        external: value('external') === true,
        overridden: value('usedOverridden') === true,
      };
    });
}

/** `SOCIAL_INSURANCE` → `social-insurance`, as `join__Graph` has it. */
function subgraphNames(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const graphs = schema.getType('join__Graph')?.astNode;
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) return new Map();
  return new Map(
    (graphs.values ?? []).flatMap((value) => {
      const join = value.directives?.find(({ name }) => name.value === 'join__graph');
      const name = join?.arguments?.find((each) => each.name.value === 'name')?.value;
      return name?.kind === Kind.STRING ? [[value.name.value, name.value]] : [];
    }),
  );
}

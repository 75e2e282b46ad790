import { buildASTSchema, parse, type DocumentNode, type GraphQLDirective } from 'graphql';
import { mappingDirectives, policyDirectives } from '../../schema/directives.ts';

/** Federation's directives as a mapped SDL file may use them; composition brings the full definitions. */
const federationDirectives = /* GraphQL */ `
  scalar FieldSet
  directive @key(fields: FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
  directive @shareable repeatable on OBJECT | FIELD_DEFINITION
  directive @external on OBJECT | FIELD_DEFINITION
  directive @requires(fields: FieldSet!) on FIELD_DEFINITION
  directive @provides(fields: FieldSet!) on FIELD_DEFINITION
  directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
  directive @override(from: String!, label: String) on FIELD_DEFINITION
  directive @tag(
    name: String!
  ) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION | SCHEMA
  directive @interfaceObject on OBJECT
  directive @authenticated on FIELD_DEFINITION | OBJECT | ENUM
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT | ENUM
  directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION | OBJECT | ENUM
  directive @cost(
    weight: Int!
  ) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(
    assumedSize: Int
    slicingArguments: [String!]
    sizedFields: [String!]
    requireOneSlicingArgument: Boolean = true
  ) on FIELD_DEFINITION
`;

/** Everything a mapped SDL file may use without defining it. */
export const shippedDefinitions: DocumentNode = parse(
  `${mappingDirectives}${policyDirectives}${federationDirectives}`,
  { noLocation: true },
);

const shipped = buildASTSchema(shippedDefinitions);

/** Names of the directives a file may use. */
export const shippedDirectiveNames: readonly string[] = shipped.getDirectives().map((directive) => directive.name);

export function shippedDirective(name: string): GraphQLDirective {
  const directive = shipped.getDirective(name);
  if (directive === null || directive === undefined) throw new TypeError(`no directive @${name} is shipped`);
  return directive;
}

import { Kind, parse, visit, type DefinitionNode, type DocumentNode } from 'graphql';
import {
  federationImports,
  federationUrl,
  mappingDirectiveNames,
  policyDirectiveNames,
  policyDirectives,
  policyUrl,
} from '../../schema/directives.ts';
import { withListSize } from './list-size.ts';
import { isTitleDirective, readTitle, titleDefinitions } from './published-title.ts';

const mappingNames: ReadonlySet<string> = new Set(mappingDirectiveNames);
const policyNames: ReadonlySet<string> = new Set(policyDirectiveNames);

/**
 * The SDL others may see: without mapping directives, and with the links and definitions federation
 * wants. Takes an expanded document; nodes keep the place in the owner's file.
 */
export function publishSdl(expanded: DocumentNode): DocumentNode {
  const stripped = stripMapping(expanded);
  const used = usedPolicies(stripped);
  const title = titleDefinitions(readTitle(expanded));
  return { kind: Kind.DOCUMENT, definitions: [...preamble(used), ...title, ...stripped.definitions] };
}

function stripMapping(document: DocumentNode): DocumentNode {
  const stripped = visit(document, {
    FieldDefinition: (node) => withListSize(node),
    Directive: (node) => (mappingNames.has(node.name.value) || isTitleDirective(node) ? null : undefined),
  });
  return { ...stripped, definitions: stripped.definitions.filter((definition) => !isEmptySchemaExtension(definition)) };
}

const isEmptySchemaExtension = (definition: DefinitionNode): boolean =>
  definition.kind === Kind.SCHEMA_EXTENSION && (definition.directives ?? []).length === 0;

function usedPolicies(document: DocumentNode): readonly string[] {
  const used = new Set<string>();
  visit(document, {
    Directive: (node) => {
      if (policyNames.has(node.name.value)) used.add(node.name.value);
    },
  });
  return [...used].sort();
}

function preamble(policies: readonly string[]): readonly DefinitionNode[] {
  const federation = `@link(url: "${federationUrl}", import: ${JSON.stringify(federationImports)})`;
  if (policies.length === 0) return parse(`extend schema ${federation}`, { noLocation: true }).definitions;
  const names = JSON.stringify(policies.map((name) => `@${name}`));
  const composed = policies.map((name) => `@composeDirective(name: "@${name}")`).join(' ');
  const links = parse(`extend schema ${federation} @link(url: "${policyUrl}", import: ${names}) ${composed}`, {
    noLocation: true,
  });
  const definitions = parse(policyDirectives, { noLocation: true }).definitions;
  return [
    ...links.definitions,
    ...definitions.filter((each) => each.kind === Kind.DIRECTIVE_DEFINITION && policies.includes(each.name.value)),
  ];
}

import { GraphQLError, type ASTNode, type ASTVisitor, type ValidationContext } from 'graphql';

/**
 * Refuses names that mean something to federation or JavaScript: a field answered under the key
 * `__typename` would pose as its type; `$representations` carries the entities of a fetch; variables
 * that begin with two underscores (`__proto__`) are reserved by the specification.
 */
export function reservedNamesRule(context: ValidationContext): ASTVisitor {
  const refuse = (message: string, node: ASTNode): void =>
    context.reportError(new GraphQLError(message, { nodes: node }));
  return {
    Field: (node) => {
      if (node.alias?.value === '__typename' && node.name.value !== '__typename') {
        refuse('The alias "__typename" is reserved.', node.alias);
      }
    },
    VariableDefinition: (node) => {
      const name = node.variable.name.value;
      if (name === 'representations' || name.startsWith('__')) {
        refuse(`The variable name "$${name}" is reserved.`, node.variable);
      }
    },
  };
}

/** Refuses questions about the schema itself, where the operator switched them off. */
export function noIntrospectionRule(context: ValidationContext): ASTVisitor {
  return {
    Field: (node) => {
      if (node.name.value !== '__schema' && node.name.value !== '__type') return;
      const extensions = { code: 'INTROSPECTION_DISABLED' };
      context.reportError(new GraphQLError('Introspection is off on this server', { nodes: node, extensions }));
    },
  };
}

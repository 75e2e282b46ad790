import { GraphQLError, Kind, type ASTVisitor, type SelectionSetNode, type ValidationContext } from 'graphql';
import { renderMessage, type ErrorCode, type ErrorDetails } from '../../schema/errors.ts';

export type OperationLimits = { readonly depth: number; readonly aliases: number; readonly fields: number };

/** Roomy for what a query plan asks of one department; in the way of what only wants to cost time. */
export const operationLimits: OperationLimits = { depth: 24, aliases: 200, fields: 2000 };

type Size = { readonly depth: number; readonly aliases: number; readonly fields: number };

/** Validation rule: refuses operations that are too deep or too wide, counted with their fragments spread out. */
export const limitOperation =
  (limits: OperationLimits) =>
  (context: ValidationContext): ASTVisitor => ({
    OperationDefinition(operation) {
      const size = createMeasure(context)(operation.selectionSet);
      const report = (code: ErrorCode, details: ErrorDetails) =>
        context.reportError(
          new GraphQLError(renderMessage(code, details), { nodes: operation, extensions: { code, details } }),
        );
      if (size.depth > limits.depth) report('OPERATION_TOO_DEEP', { depth: size.depth, limit: limits.depth });
      if (size.aliases > limits.aliases) report('TOO_MANY_ALIASES', { count: size.aliases, limit: limits.aliases });
      if (size.fields > limits.fields) report('TOO_MANY_FIELDS', { limit: limits.fields });
      return false;
    },
  });

/** Measures each fragment once, however often it is spread. */
function createMeasure(context: ValidationContext): (set: SelectionSetNode) => Size {
  const known = new Map<string, Size>();

  const measure = (set: SelectionSetNode): Size =>
    set.selections.reduce<Size>((sum, selection) => {
      switch (selection.kind) {
        case Kind.FIELD: {
          const inner = selection.selectionSet ? measure(selection.selectionSet) : empty;
          const aliases = inner.aliases + (selection.alias ? 1 : 0);
          return add(sum, { depth: inner.depth + 1, aliases, fields: inner.fields + 1 });
        }
        case Kind.INLINE_FRAGMENT:
          return add(sum, measure(selection.selectionSet));
        case Kind.FRAGMENT_SPREAD:
          return add(sum, measureFragment(selection.name.value));
      }
    }, empty);

  const measureFragment = (name: string): Size => {
    const size = known.get(name);
    if (size !== undefined) return size;
    // A fragment that spreads itself counts as nothing here; another rule refuses it.
    known.set(name, empty);
    const fragment = context.getFragment(name);
    const measured = fragment ? measure(fragment.selectionSet) : empty;
    known.set(name, measured);
    return measured;
  };

  return measure;
}

const empty: Size = { depth: 0, aliases: 0, fields: 0 };

const add = (one: Size, other: Size): Size => ({
  depth: Math.max(one.depth, other.depth),
  aliases: one.aliases + other.aliases,
  fields: one.fields + other.fields,
});

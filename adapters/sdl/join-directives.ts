import type { ConstDirectiveNode } from 'graphql';

/** A node's own directives, and of the others those that it does not have. */
export function joinDirectives(
  own: readonly ConstDirectiveNode[] = [],
  others: readonly ConstDirectiveNode[] = [],
): readonly ConstDirectiveNode[] {
  const names = new Set(own.map(({ name }) => name.value));
  return [...own, ...others.filter(({ name }) => !names.has(name.value))];
}

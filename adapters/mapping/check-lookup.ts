import { print, type FieldDefinitionNode, type InputValueDefinitionNode } from 'graphql';
import { findDirective } from './directive-values.ts';
import { didYouMean, placeOf, type Mistakes } from './mistake.ts';
import type { RootMapping, TypeMapping } from './model.ts';

export type LookupScope = {
  readonly target: TypeMapping;
  /** Field of Query. */
  readonly node: FieldDefinitionNode;
  /** Field of the target, by name. */
  readonly fieldNode: (field: string) => FieldDefinitionNode | undefined;
  readonly mistakes: Mistakes;
};

/** A lookup finds one row, so its arguments must be one key, in the key's types. */
export function checkLookup(root: Extract<RootMapping, { kind: 'lookup' }>, scope: LookupScope): void {
  const { target, node } = scope;
  const isKey = target.keys.some(
    (key) => key.length === root.arguments.length && key.every((field) => root.arguments.includes(field)),
  );
  if (isKey) {
    for (const argument of node.arguments ?? []) checkArgumentType(argument, scope);
    return;
  }
  const keys = target.keys.map((key) => key.join(' '));
  const fix = didYouMean(root.arguments.join(' '), keys, `Take the fields of one key of ${target.name} as arguments.`);
  scope.mistakes.add('MAPPING_DIRECTIVE_CONFLICT', placeOf(findDirective(node, 'lookup')), {
    directive: 'lookup',
    reason: `its arguments are no key of ${target.name}`,
    fix,
  });
}

function checkArgumentType(argument: InputValueDefinitionNode, { fieldNode, mistakes }: LookupScope): void {
  const field = fieldNode(argument.name.value);
  if (field === undefined) return;
  const wanted = `${print(field.type).replace(/!$/, '')}!`;
  const found = print(argument.type);
  if (found === wanted) return;
  mistakes.add('MAPPING_DIRECTIVE_CONFLICT', placeOf(argument), {
    directive: 'lookup',
    reason: `the key is ${wanted}, the argument ${found}`,
    fix: `Write \`${argument.name.value}: ${wanted}\`.`,
  });
}

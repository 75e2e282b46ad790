import { print, type ConstDirectiveNode } from 'graphql';
import { policyDirectiveNames } from '../../schema/directives.ts';
import { collectMistakes, placeOf, type MappingMistake } from '../mapping/mistake.ts';
import { objectTypes, type PublishedSubgraph } from '../ports/published-types.ts';

/** One statement of policy: where it stands, who says it, and what. */
type Declaration = { readonly department: string; readonly node: ConstDirectiveNode; readonly text: string };

/**
 * Policy that two departments declare differently. Composition would take both, with a hint, and the looser would
 * hold: only the owner of a type or field says who may see it.
 */
export function checkPolicies(departments: readonly PublishedSubgraph[]): readonly MappingMistake[] {
  const mistakes = collectMistakes();
  const first = new Map<string, Declaration>();
  for (const { what, ...declaration } of departments.flatMap(declarationsOf)) {
    const known = first.get(what) ?? declaration;
    first.set(what, known);
    if (known.text === declaration.text) continue;
    mistakes.add('MAPPING_POLICY_CONFLICT', placeOf(declaration.node), {
      what: what.split(' ')[0] ?? what,
      here: declaration.text,
      there: known.text,
      department: known.department,
    });
  }
  return mistakes.found;
}

function declarationsOf({ name, sdl }: PublishedSubgraph): readonly (Declaration & { readonly what: string })[] {
  const found = objectTypes(sdl).flatMap((type) => {
    const typename = type.name.value;
    const ofType = declared(typename, type.directives);
    const ofFields = (type.fields ?? []).flatMap((field) =>
      declared(`${typename}.${field.name.value}`, field.directives),
    );
    return [...ofType, ...ofFields];
  });
  // A type may have several rules about its rows: together they are what the department says.
  const together = new Map<string, (typeof found)[number]>();
  for (const each of found) {
    const known = together.get(each.what);
    together.set(each.what, known === undefined ? each : { ...known, text: `${known.text} ${each.text}` });
  }
  return [...together.values()].map((each) => ({ ...each, department: name }));
}

/** @public and @personal answer one question, so they are held against each other. */
const declared = (of: string, directives: readonly ConstDirectiveNode[] = []) =>
  directives
    .filter(({ name }) => (policyDirectiveNames as readonly string[]).includes(name.value))
    .map((node) => {
      const kind = node.name.value === 'public' ? 'personal' : node.name.value;
      return { what: `${of} @${kind}`, node, text: print(node) };
    });

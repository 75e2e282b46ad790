import { expect, test } from '@jest/globals';
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, type GraphQLNamedType } from 'graphql';
import { readPublished } from '../../cli/read-published.ts';
import { departmentFiles } from '../../cli/department-files.ts';
import { ownSystemSdls } from '../../cli/own-system-sdls.ts';
import { composeSubgraphs } from '../../gateway/composition/compose-subgraphs.ts';
import { loadSupergraph } from '../../gateway/composition/load-supergraph.ts';

type Word = { readonly name: string; readonly description: string };

/** Named by a Chinese term, by a standard, or by GraphQL's own conventions. */
const source = /\p{Script=Han}|CPSV|CPOV|CCCEV|Open311|SKOS|GB\/T|ISO|Core |Relay|Our own/u;

test('every type, field, argument and value of the graph says what it is', () => {
  expect(
    words()
      .filter(({ description }) => description === '')
      .map(({ name }) => name),
  ).toEqual([]);
});

test('every type but the generic ones names the term it stands for', () => {
  const generic =
    /^(Query|Mutation|Department\w*|ServedType|Date|DateTime|Decimal|PartialDate|Language|OrderDirection|DateBucket|GroupBy|\w+(Where|OrderBy|Filter|Range|Value|Aggregate|GroupBy|GroupKey|Counts|Sums|Averages|Values))$/;
  const types = words().filter(({ name }) => !name.includes('.') && !name.endsWith('Input') && !generic.test(name));
  expect(types.length).toBeGreaterThan(50);
  expect(types.filter(({ description }) => !source.test(description)).map(({ name }) => name)).toEqual([]);
});

/** What a reader of the served graph sees: pages are Relay's and described as such, built-in names by GraphQL. */
function words(): readonly Word[] {
  const departments = departmentFiles().map(readPublished);
  const result = composeSubgraphs([...ownSystemSdls(departments), ...departments]);
  if (result.kind === 'failed') throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return Object.values(loadSupergraph(result.supergraphSdl).apiSchema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__') && !/(Connection|Edge)$/.test(name) && !builtIn.has(name))
    .flatMap((type) => [{ name: type.name, description: type.description ?? '' }, ...members(type)]);
}

const builtIn = new Set(['ID', 'String', 'Int', 'Float', 'Boolean']);

function members(type: GraphQLNamedType): readonly Word[] {
  const parts =
    isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
      ? Object.values(type.getFields())
      : isEnumType(type)
        ? type.getValues()
        : [];
  return parts.map(({ name, description }) => ({ name: `${type.name}.${name}`, description: description ?? '' }));
}

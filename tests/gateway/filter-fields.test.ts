import { describe, expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { departmentFiles } from '../../cli/department-files.ts';
import { ownSystemSdls } from '../../cli/own-system-sdls.ts';
import { readPublished } from '../../cli/read-published.ts';
import { composeSubgraphs } from '../../gateway/composition/compose-subgraphs.ts';
import { loadSupergraph } from '../../gateway/composition/load-supergraph.ts';
import { createFilterFields } from '../../gateway/execution/filter-fields.ts';

/** The city's graph: what its lists take is generated from the mappings. */
const { apiSchema, policy } = loadCity();
function loadCity() {
  const departments = departmentFiles().map(readPublished);
  const result = composeSubgraphs([...ownSystemSdls(departments), ...departments]);
  if (result.kind === 'failed') throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return loadSupergraph(result.supergraphSdl);
}

const fieldsOf = createFilterFields(apiSchema, policy);
const named = (text: string, variables = {}) => [...fieldsOf(parse(text))(variables)].sort();

const filters: readonly (readonly [string, string, readonly string[]])[] = [
  ['a value', '{fullName: {eq: "x"}}', ['Citizen.fullName']],
  ['several', '{fullName: {eq: "x"}, gender: {in: [MALE]}}', ['Citizen.fullName', 'Citizen.gender']],
  [
    'joined conditions',
    '{or: [{fullName: {eq: "x"}}, {not: {and: [{telephone: {isNull: true}}]}}]}',
    ['Citizen.fullName', 'Citizen.telephone'],
  ],
  ['a relation to one', '{death: {cause: {startsWith: "x"}}}', ['Citizen.death', 'DeathRecord.cause']],
  ['a relation to many', '{nameChanges: {some: {newName: {contains: "x"}}}}', ['Citizen.nameChanges', 'NameChange.newName']], // prettier-ignore
  ['what is public behind a relation', '{adminUnit: {name: {eq: "x"}}}', ['Citizen.adminUnit']],
  ['the id', '{id: {eq: "x"}}', ['Citizen.id']],
  ['nothing', '{}', []],
];

describe.each(filters)('a filter by %s', (_what, where, expected) => {
  test('as it is written in the document, and as a variable holds it', () => {
    const written = `{ citizens(where: ${where}) { nodes { id } } }`;
    expect(validate(apiSchema, parse(written))).toEqual([]);
    expect(named(written)).toEqual(expected);
    const asked = 'query ($where: CivilRegistryCitizenWhere) { citizens(where: $where) { nodes { id } } }';
    expect(validate(apiSchema, parse(asked))).toEqual([]);
    expect(named(asked, { where: valueOf(where) })).toEqual(expected);
    expect(named(asked, {})).toEqual([]);
    expect(named(asked, { where: null })).toEqual([]);
  });
});

/** A GraphQL literal as JSON: names of keys and enums in quotes. */
const valueOf = (literal: string): unknown =>
  JSON.parse(literal.replace(/(\w+):/g, '"$1":').replace('[MALE]', '["MALE"]'));

test.each([
  ['an order', '{ citizens(orderBy: [{dateOfBirth: ASC}, {id: DESC}]) { nodes { id } } }', ['Citizen.dateOfBirth', 'Citizen.id']], // prettier-ignore
  ['a value inside a condition', 'query ($x: String) { citizens(where: {fullName: {eq: $x}}) { nodes { id } } }', ['Citizen.fullName']], // prettier-ignore
  ['groups and sums', '{ citizensAggregate(groupBy: [{gender: VALUE}], where: {telephone: {isNull: false}}) { key { gender } min { dateOfBirth } count } }', ['Citizen.dateOfBirth', 'Citizen.gender', 'Citizen.telephone']], // prettier-ignore
  ['entities of a fetch', 'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Citizen { cases(where: {status: {eq: DECIDED}}) { nodes { id } } } } }', ['Case.status']], // prettier-ignore
  ['a merged list', '{ feedbacks(where: {title: {contains: "x"}}) { totalCount } }', ['Feedback.title']],
  ['what is no person’s', '{ services(where: {name: {eq: "x"}}, orderBy: [{name: ASC}]) { nodes { id } } }', []],
])('%s', (_what, query, expected) => {
  expect(named(query)).toEqual(expected);
});

test('a variable of one request is not another’s', () => {
  const fields = fieldsOf(parse('query ($where: CivilRegistryCitizenWhere) { citizens(where: $where, orderBy: [{id: ASC}]) { totalCount } }')); // prettier-ignore
  expect(fields({ where: { gender: { eq: 'MALE' } } })).toEqual(['Citizen.id', 'Citizen.gender']);
  expect(fields({ where: { fullName: { eq: 'x' } } })).toEqual(['Citizen.id', 'Citizen.fullName']);
});

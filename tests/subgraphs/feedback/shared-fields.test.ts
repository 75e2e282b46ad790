import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse, print, type FieldDefinitionNode } from 'graphql';
import { objectTypes } from '../../../adapters/ports/published-types.ts';
import { expandSdl } from '../../../adapters/sdl/expand.ts';
import { publishSdl } from '../../../adapters/sdl/publish.ts';

/** Fields of a type as others see them: name → arguments and type. */
function fieldsOf(system: string, typename: string): Readonly<Record<string, string>> {
  const file = new URL(`../../../subgraphs/${system}/subgraph.graphql`, import.meta.url);
  const types = objectTypes(publishSdl(expandSdl(parse(readFileSync(file, 'utf8')))));
  const fields = types.flatMap(({ name, fields: own = [] }) => (name.value === typename ? own : []));
  return Object.fromEntries(fields.map((field) => [field.name.value, shapeOf(field)]));
}

const shapeOf = ({ type, arguments: given = [] }: FieldDefinitionNode): string =>
  [...given.map((each) => `${each.name.value}: ${print(each.type)}`), print(type)].join(', ');

const [portal, hotline] = [fieldsOf('feedback', 'PortalFeedback'), fieldsOf('hotline', 'HotlineOrder')];

test('a client can ask both owners of feedback in one selection: fields of one name have one type', () => {
  const both = Object.keys(portal).filter((name) => name in hotline);
  expect(both.length).toBeGreaterThan(20);
  expect(
    both.filter((name) => portal[name] !== hotline[name]).map((name) => [name, portal[name], hotline[name]]),
  ).toEqual([]);
});

test('what both have a label for is called the same', () => {
  const labels = (fields: Readonly<Record<string, string>>) =>
    Object.keys(fields).filter((name) => /Label$/.test(name));
  expect(labels(portal)).toEqual(expect.arrayContaining(labels(hotline)));
});

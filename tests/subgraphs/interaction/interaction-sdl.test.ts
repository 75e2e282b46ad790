import { expect, test } from '@jest/globals';
import { Kind, print } from 'graphql';
import { publishSystemSdl } from '../../../adapters/resolver-subgraph.ts';
import { publishSdl } from '../../../adapters/sdl/publish.ts';
import { interactionSdl } from '../../../subgraphs/interaction/interaction-sdl.ts';
import { findMergedFields } from '../../../subgraphs/interaction/merged-sources.ts';
import { readRightMapping } from '../../adapters/fixtures/mini-department.ts';

const bureau = `
  extend schema @source(name: "bureau", url: "env:NONE", timezone: "Asia/Shanghai")
  type Citizen @key(fields: "id") {
    id: ID! @column(as: RESIDENT_ID)
    cases: CaseConnection
      @relation(fields: ["id"], references: ["person"], as: RESIDENT_ID)
      @list(orderBy: ["at DESC"], max: 100)
  }
  type Case implements TimelineEntry @key(fields: "id") @table(name: "cases") @subject(field: "personId") {
    id: ID! @column(name: "number")
    personId: ID @column(name: "person", as: RESIDENT_ID)
    at: DateTime @column(name: "moment", format: "yyyyMMddHHmmss")
  }`;

const desk = `
  extend schema @source(name: "desk", url: "env:NONE", timezone: "Asia/Shanghai")
  type Case @key(fields: "id") {
    id: ID! @column
    letters: LetterConnection
      @personal
      @relation(fields: ["id"], references: ["about"])
      @list(orderBy: ["requestedDatetime DESC"], max: 100)
  }
  type Letter implements Feedback @key(fields: "id") @table(name: "letters") @subject(field: "personId") {
    id: ID! @column(name: "number", prefix: "desk:")
    personId: ID @column(name: "person", as: RESIDENT_ID)
    requestedDatetime: DateTime @column(name: "moment", format: "yyyyMMddHHmmss")
  }`;

test('a type that is a line of one list has the list that hangs on it', () => {
  const subgraphs = [bureau, desk].map((sdl) => {
    const { mapping, expanded } = readRightMapping(sdl);
    return { name: mapping.source.name, sdl: publishSdl(expanded) };
  });
  const sdl = interactionSdl(subgraphs, findMergedFields(subgraphs));
  const published = publishSystemSdl({ sdl, file: 'interaction' });
  const cases = published.definitions.filter(
    (each) => each.kind === Kind.OBJECT_TYPE_DEFINITION && each.name.value === 'Case',
  );
  expect(cases).toHaveLength(1);
  const [text] = cases.map(print);
  expect(text).toMatch(/^[^{]*type Case implements TimelineEntry @key\(fields: "id"\) \{/);
  expect(text).toMatch(/ feedback\([^)]*\): FeedbackConnection @personal/);
});

test('a system that defines a type twice is told, for the second definition would be lost', () => {
  const sdl = 'type Query { a: Thing } type Thing { one: Int } type Thing { two: Int }';
  expect(() => publishSystemSdl({ sdl, file: 'twice' })).toThrow('twice defines Thing more than once');
});

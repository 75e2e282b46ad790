import { describe, expect, test } from '@jest/globals';
import { parse, type DocumentNode } from 'graphql';
import { composeSubgraphs } from '../../gateway/composition/compose-subgraphs.ts';

describe('a field that requires what another department serves', () => {
  const hotline = {
    name: 'hotline',
    sdl: parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@external", "@requires"])
      type Query { orders: Int }
      type Citizen @key(fields: "id") {
        id: ID!
        telephone: String @external
        fullName: String @external
        calls: Int
        callsByPhone: Int @requires(fields: "telephone fullName")
        callsByName: Int @requires(fields: "fullName")
      }`),
  };
  const registry = (fields: string) => ({
    name: 'registry',
    sdl: parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])
      type Query { citizen: Citizen }
      type Citizen @key(fields: "id") { id: ID! ${fields} }`),
  });
  const composed = (...departments: readonly { readonly name: string; readonly sdl: DocumentNode }[]): string => {
    const result = composeSubgraphs(departments);
    if (result.kind === 'failed') throw new Error(result.problems.map(({ message }) => message).join('\n'));
    return result.supergraphSdl;
  };

  test('is there when somebody serves all of it', () => {
    const sdl = composed(hotline, registry('telephone: String fullName: String'));
    expect(sdl).toMatch(/callsByPhone: Int/);
    expect(sdl).toMatch(/callsByName: Int/);
  });

  test('is gone when nobody does, and the rest composes', () => {
    const half = composed(hotline, registry('fullName: String'));
    expect(half).not.toMatch(/callsByPhone|telephone/);
    expect(half).toMatch(/callsByName: Int/);
    const alone = composed(hotline);
    expect(alone).not.toMatch(/callsBy|telephone|fullName/);
    expect(alone).toMatch(/calls: Int/);
  });
});

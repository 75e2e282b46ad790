import { buildASTSchema, parse, printSchema, validate } from 'graphql';
import { expect, test } from '@jest/globals';
import { readMapping } from '../../adapters/mapping/read-mapping.ts';
import { publishSdl } from '../../adapters/sdl/publish.ts';
import { composeSubgraphs } from '../../gateway/composition/compose-subgraphs.ts';
import { loadSupergraph } from '../../gateway/composition/load-supergraph.ts';

/** Whatever has a name that begins so is hidden from clients; each kind of field that a list can ask by is among it. */
const hidden = (fields: string, directive: string): string =>
  fields.replace(/ secret\w*: \w+!?/g, (field) => `${field} ${directive}`);

const sdl = (directive: string): string =>
  hidden(
    `extend schema @source(name: "small", url: "env:SMALL_URL")
  type Query {
    firms: FirmConnection @list(orderBy: ["id"])
    accounts: AccountConnection @list(orderBy: ["id"])
    secretPlaces: PlaceConnection @list(orderBy: ["id"])
  }
  type Firm @key(fields: "id") @table(name: "firms") {
    id: ID! @column(name: "id")
    name: String @column(name: "name")
    secretKey: String @column(name: "phone")
    secretRank: Int @column(name: "rnk")
    secretKind: Kind @column(name: "kind")
    secretDay: Date @column(name: "day")
    secretOwner: Holder @relation(columns: ["owner", "number"])
    secretPlace: Place @relation(columns: ["place"], references: ["id"])
    secretAccounts: FirmConnection @relation(columns: ["id"], references: ["above"]) @list(orderBy: ["id"])
    secretPlaceName: String @column(name: "name", through: "secretPlace")
    secretInside: Inside @embedded(prefix: "in_")
    holder: Holder @relation(columns: ["owner", "number"])
    inside: Inside @embedded(prefix: "in_")
  }
  type Inside { shown: String @column(name: "shown") secretPart: String @column(name: "part") }
  type Holder @key(fields: "code secretNumber") { code: ID! @column secretNumber: ID! @column }
  type Place @key(fields: "id") @table(name: "places") { id: ID! @column(name: "id") secretName: String @column(name: "name") }
  interface Account @table(name: "accounts") { id: ID! @column(name: "id") secretLimit: Int @column(name: "lim") }
  type Open implements Account @key(fields: "id") @table(name: "accounts", where: "kind = 'o'") { id: ID! @column(name: "id") secretLimit: Int @column(name: "lim") }
  type Shut implements Account @key(fields: "id") @table(name: "accounts", where: "kind = 's'") { id: ID! @column(name: "id") secretLimit: Int @column(name: "lim") }
  enum Kind @codes { GOOD @code(value: "1") BAD @code(value: "2") }`,
    directive,
  );

function published(directive: string) {
  const { mapping, expanded, mistakes } = readMapping(sdl(directive), 'small.graphql');
  if (mapping === null || expanded === null) throw new Error('nothing was read');
  expect(mistakes).toEqual([]);
  const sdlOf = publishSdl(expanded);
  const result = composeSubgraphs([{ name: 'small', sdl: sdlOf }]);
  if (result.kind === 'failed') throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return { own: sdlOf, api: printSchema(loadSupergraph(result.supergraphSdl).apiSchema) };
}

test('no name of what is hidden from clients stands in what they see', () => {
  const { api } = published('@inaccessible');
  expect(api.match(/\w*secret\w*/gi)).toBeNull();
  // What is not hidden can be asked by still.
  const questions = '{ firms(where: {name: {eq: "x"}, holder: {code: {eq: "y"}}, inside: {shown: {eq: "z"}}}, orderBy: [{name: ASC}]) { nodes { id } } accounts(where: {id: {eq: "1"}}) { totalCount } firmsAggregate(groupBy: [{name: VALUE}]) { count max { name } } }'; // prettier-ignore
  expect(validate(buildASTSchema(parse(api)), parse(questions))).toEqual([]);
});

test('and each of the names would, were it not hidden', () => {
  const names = new Set(sdl('').match(/secret\w*/g));
  const { api } = published('');
  for (const name of names) expect(api.split(new RegExp(`\\b${name}\\b`)).length).toBeGreaterThan(2);
});

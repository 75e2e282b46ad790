import type { Subgraph } from '../../schema/subgraph.ts';
import type { PartSdl } from './read-part.ts';
import { madeUpSubgraph, type MadeUpOptions } from './made-up-subgraph.ts';

type Parts = readonly Omit<MadeUpOptions, 'failing'>[];

const graphs: Readonly<Record<string, Parts>> = {
  'several keys, nested and compound': [
    {
      name: 'a',
      typeDefs: `
      type Query { products: [Product] product(id: ID): Product }
      type Product @key(fields: "id") @key(fields: "sku brand { id }") { id: ID! sku: String! brand: Brand! name: String }
      type Brand @key(fields: "id") { id: ID! } `,
    },
    {
      name: 'b',
      typeDefs: `
      type Query { top: Product }
      type Product @key(fields: "sku brand { id }") { sku: String! brand: Brand! price: Int weights: [Float!] }
      type Brand @key(fields: "id") { id: ID! label: String } `,
    },
    {
      name: 'c',
      typeDefs: `
      type Product @key(fields: "id") { id: ID! stock: Int shelf: Shelf! }
      type Shelf { row: Int note: String! product: Product } `,
    },
  ],
  'requires with arguments': [
    {
      name: 'a',
      typeDefs: `
      type Query { items: [Item!] }
      type Item @key(fields: "id") { id: ID! weight: Int size(unit: String): Int parts: [Part!] }
      type Part @shareable { code: String number: Int } `,
    },
    {
      name: 'b',
      typeDefs: `
      type Query { best(first: Int): [Item] }
      type Item @key(fields: "id") {
        id: ID! weight: Int @external parts: [Part!] @external
        shipping(to: String): String @requires(fields: "weight parts { code number }")
        doubled: String @requires(fields: "weight")
      }
      type Part @shareable { code: String number: Int } `,
    },
    {
      name: 'c',
      typeDefs: `
      type Item @key(fields: "id") { id: ID! label: String similar: [Item] } `,
    },
  ],
  provides: [
    {
      name: 'a',
      typeDefs: `
      type Query { review: Review reviews: [Review!] author: Author @provides(fields: "name address { city }") }
      type Review @key(fields: "id") { id: ID! body: String author: Author @provides(fields: "name") }
      type Author @key(fields: "id") { id: ID! name: String @external address: Address @external }
      type Address { city: String @external } `,
    },
    {
      name: 'b',
      typeDefs: `
      type Author @key(fields: "id") { id: ID! name: String @shareable age: Int address: Address @shareable reviews: [Review] }
      type Address @shareable { city: String street: String }
      type Review @key(fields: "id", resolvable: false) { id: ID! } `,
    },
  ],
  'override and shareable': [
    {
      name: 'a',
      typeDefs: `
      type Query { users: [User] me: User! }
      type User @key(fields: "id") { id: ID! name: String @override(from: "b") nick: String @shareable tags: [String] } `,
    },
    {
      name: 'b',
      typeDefs: `
      type Query { admins: [[User]] }
      type User @key(fields: "id") { id: ID! name: String nick: String @shareable age: Int friends: [User!] } `,
    },
  ],
  'interface objects': [
    {
      name: 'a',
      typeDefs: `
      type Query { media: [Media] one: Media books: [Book] }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
      type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int sequel: Media } `,
    },
    {
      name: 'b',
      behind: { Media: ['Book', 'Film'] },
      typeDefs: `
      type Query { rated: [Media] }
      type Media @key(fields: "id") @interfaceObject { id: ID! reviews: [Review] stars: Float }
      type Review { text: String of: Media } `,
    },
    {
      name: 'c',
      typeDefs: `
      type Book @key(fields: "id") { id: ID! isbn: String }
      type Film @key(fields: "id") { id: ID! isan: String! } `,
    },
  ],
  'unions with different members': [
    {
      name: 'a',
      typeDefs: `
      type Query { results: [Result] hit: Result! grid: [[Result!]!] }
      union Result = Person | Firm
      type Person @key(fields: "id") { id: ID! name: String! }
      type Firm @key(fields: "id") { id: ID! name: String owner: Person } `,
    },
    {
      name: 'b',
      typeDefs: `
      type Query { finds: [Result!]! }
      union Result = Person | Place
      type Person @key(fields: "id") { id: ID! age: Int home: Place }
      type Place { name: String visitors: [Person] } `,
    },
    {
      name: 'c',
      typeDefs: `
      type Firm @key(fields: "id") { id: ID! size: Int staff: [Person!] }
      type Person @key(fields: "id") { id: ID! mail: String } `,
    },
  ],
  'enums and inputs that meet': [
    {
      name: 'a',
      typeDefs: `
      type Query { colour(of: Colour): Colour things(where: Where): [Thing] any: Anything }
      enum Colour { RED GREEN } input Where { name: String colour: Colour }
      scalar Anything
      type Thing @key(fields: "id") { id: ID! colour: Colour data: Anything flag: Boolean! } `,
    },
    {
      name: 'b',
      typeDefs: `
      enum Size { S M L } enum Colour { RED GREEN }
      scalar Anything
      type Thing @key(fields: "id") { id: ID! size: Size sizes: [Size!]! more: [Anything!] tint(of: Colour): Colour } `,
    },
  ],
  'circles and interfaces of interfaces': [
    {
      name: 'a',
      typeDefs: `
      type Query { node: Node nodes: [Node!] named: [Named] }
      interface Node { id: ID! }
      interface Named implements Node { id: ID! name: String }
      type A implements Named & Node @key(fields: "id") { id: ID! name: String @shareable b: B }
      type B implements Node @key(fields: "id") { id: ID! as: [A] next: Node } `,
    },
    {
      name: 'b',
      typeDefs: `
      type Query { peers: [Named] }
      interface Named { id: ID! name: String }
      type A implements Named @key(fields: "id") { id: ID! name: String @shareable size: Int b2: B }
      type B @key(fields: "id") { id: ID! size: Int a2: A again: B }
      type C implements Named & Node @key(fields: "id") { id: ID! name: String a: A }
      interface Node { id: ID! } `,
    },
  ],
  'keys that are null, lists of lists': [
    {
      name: 'a',
      typeDefs: `
      type Query { grid: [[Cell]] row: [Cell!] }
      type Cell @key(fields: "code") { code: String value: Int deep: [[[Int!]]!] } `,
    },
    {
      name: 'b',
      typeDefs: `
      type Cell @key(fields: "code") { code: String colour: String around: [[Cell!]] } `,
    },
  ],
  'mutations in order': [
    {
      name: 'a',
      typeDefs: `
      type Query { log: [Entry] }
      type Mutation { add(text: String): Payload addTwo(text: String): [Entry!] }
      type Payload { entry: Entry query: Query }
      type Entry @key(fields: "id") { id: ID! text: String } `,
    },
    {
      name: 'b',
      typeDefs: `
      type Query { count: Int }
      type Mutation { drop(id: ID): Entry }
      type Entry @key(fields: "id") { id: ID! size: Int next: Entry } `,
    },
  ],
  'hidden parts': [
    {
      name: 'a',
      typeDefs: `
      type Query { papers: [Paper] shelf: [Thing!] }
      interface Thing { label: String }
      type Paper implements Thing @key(fields: "secret") { secret: ID! @inaccessible label: String pages: Int }
      type Ghost implements Thing @inaccessible { label: String } `,
    },
    {
      name: 'b',
      typeDefs: `
      type Paper @key(fields: "secret") { secret: ID! @inaccessible ink: String copies: [Paper!]! } `,
    },
  ],
  'one name, two types': [
    {
      name: 'a',
      typeDefs: `
      type Query { all: [Either] every: [Sized!] }
      union Either = Left | Right
      interface Sized { size: Int }
      type Left implements Sized @key(fields: "id") { id: ID! size: Int! @shareable note: String! @shareable flag: Boolean! @shareable inner: In @shareable }
      type Right implements Sized @key(fields: "id") { id: ID! size: Int @shareable note: String @shareable flag: Boolean @shareable inner: In! @shareable }
      type In @shareable { text: String } `,
    },
    {
      name: 'b',
      typeDefs: `
      type Left @key(fields: "id") { id: ID! size: Int @shareable note: String @shareable flag: Boolean @shareable inner: In @shareable far: String @requires(fields: "near") near: Int @external }
      type Right @key(fields: "id") { id: ID! inner: In @shareable far: String @requires(fields: "near") near: String @external }
      type In @shareable { text: String } `,
    },
    {
      name: 'c',
      typeDefs: `
      type Left @key(fields: "id") { id: ID! near: Int }
      type Right @key(fields: "id") { id: ID! near: String } `,
    },
  ],
  'what must be there and is not': [
    {
      name: 'a',
      typeDefs: `
      type Query { must: [Row!]! may: [Row] one: Row! }
      type Row @key(fields: "id") { id: ID! cells: [Cell!] last: Cell! }
      type Cell { text: String! number: Int! } `,
    },
    {
      name: 'b',
      typeDefs: `
      type Row @key(fields: "id") { id: ID! total: Int! parts: [Part!]! }
      type Part { name: String! row: Row! } `,
    },
  ],
};

export type SmallGraph = {
  readonly name: string;
  readonly parts: readonly PartSdl[];
  readonly open: (options: { readonly failing: boolean }) => readonly Subgraph[];
};

/** Small graphs that use every feature of Federation 2 that plans know of. */
export const smallGraphs: readonly SmallGraph[] = Object.entries(graphs).map(([name, parts]) => ({
  name,
  parts,
  open: ({ failing }) => parts.map((part) => madeUpSubgraph({ ...part, failing })),
}));

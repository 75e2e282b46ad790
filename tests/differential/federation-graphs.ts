import type { PartSdl } from './read-part.ts';

/** SDL by subgraph. */
const graphs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'requirements with arguments': {
    posts: `
      type Query { posts: [Post!]! post: Post }
      type Post @key(fields: "id") { id: ID! title: String comments(limit: Int, order: Order): [Comment!] length(unit: String!): Int }
      enum Order { NEW OLD }
      type Comment @key(fields: "id") { id: ID! }`,
    authors: `
      type Query { featured: Post }
      type Post @key(fields: "id") {
        id: ID!
        comments(limit: Int, order: Order): [Comment!] @external
        length(unit: String!): Int @external
        few: String @requires(fields: "comments(limit: 2) { id text }")
        many: String @requires(fields: "comments(limit: 20, order: OLD) { text }")
        lines: Int @requires(fields: "length(unit: \\"line\\")")
        words(less: Int): Int @requires(fields: "length(unit: \\"word\\")")
        author: Author
      }
      enum Order { NEW OLD }
      type Comment @key(fields: "id") { id: ID! text: String @external author: Author }
      type Author @key(fields: "id") { id: ID! name: String }`,
    texts: `
      type Comment @key(fields: "id") { id: ID! text: String likes: Int! }`,
  },
  'requirements that require': {
    a: `
      type Query { items: [Item] }
      type Item @key(fields: "id") { id: ID! one: String three: String @requires(fields: "two") two: String @external }`,
    b: `
      type Query { best: Item! }
      type Item @key(fields: "id") { id: ID! one: String @external two: String @requires(fields: "one") four: String @requires(fields: "three plain") three: String @external plain: Int @external }`,
    c: `
      type Item @key(fields: "id") { id: ID! plain: Int five: Boolean @requires(fields: "four") four: String @external }`,
  },
  'requirements of interfaces and unions': {
    a: `
      type Query { users: [User!]! }
      type User @key(fields: "id") { id: ID! address: Address card: Card place: Place }
      interface Address { street: String }
      type Home implements Address @key(fields: "id") { id: ID! street: String door: Int }
      type Work implements Address @key(fields: "id") { id: ID! street: String desk: String }
      union Card = Cash | Bank
      type Cash { note: String }
      type Bank { number: ID issuer: Issuer }
      type Issuer { code: String }
      type Place { name: String address: Address }`,
    b: `
      type Query { me: User }
      type User @key(fields: "id") {
        id: ID!
        address: Address @external
        card: Card @external
        place: Place @external
        streets: String @requires(fields: "address { street }")
        whole: String @requires(fields: "address { __typename street ... on Home { id door } ... on Work { desk } }")
        paid: String @requires(fields: "card { ... on Cash { note } ... on Bank { number issuer { code } } }")
        where: [Int] @requires(fields: "place { address { ... on Work { id } } name }")
      }
      interface Address { street: String }
      type Home implements Address @key(fields: "id") { id: ID! street: String @external door: Int @external city: String }
      type Work implements Address @key(fields: "id") { id: ID! street: String @external desk: String @external }
      union Card = Cash | Bank
      type Cash { note: String @external }
      type Bank { number: ID @external issuer: Issuer @external }
      type Issuer { code: String @external }
      type Place { name: String @external address: Address @external }`,
  },
  'requirements that give objects': {
    a: `
      type Query { orders: [Order] }
      type Mutation { order(id: ID): Payload }
      type Payload { order: Order query: Query }
      type Order @key(fields: "id") { id: ID! total(currency: String): Float lines(first: Int): [Line!] }
      type Line @shareable { sku: String name(short: Boolean): String }`,
    b: `
      type Query { last: Order }
      type Order @key(fields: "id") {
        id: ID!
        total(currency: String): Float @external
        lines(first: Int): [Line!] @external
        invoice: Invoice @requires(fields: "total(currency: \\"EUR\\")")
        customer: Customer @requires(fields: "total(currency: \\"USD\\")")
        labels: [Label!] @requires(fields: "lines(first: 3) { sku name(short: true) }")
        full: String @requires(fields: "lines(first: 5) { name(short: false) }")
        after(query: Boolean): Query
        note: String
      }
      type Line @shareable { sku: String name(short: Boolean): String }
      type Invoice { number: String of: Order }
      union Label = Plain | Customer
      type Plain { text: String colour: Colour }
      enum Colour { RED GREEN }
      type Customer @key(fields: "id") { id: ID! name: String score(of: Colour): Int @external rating: Int @requires(fields: "score(of: RED)") orders: [Order] }`,
    c: `
      enum Colour { RED GREEN }
      type Customer @key(fields: "id") { id: ID! score(of: Colour): Int since: Int }`,
  },
  'overrides that require': {
    a: `
      type Query { users: [User] }
      type User @key(fields: "id") { id: ID! first: String name: String mail: String @shareable old: Int }`,
    b: `
      type Query { owners: [User!] }
      type User @key(fields: "id") {
        id: ID! first: String @external old: Int @external
        name: String @override(from: "a") @requires(fields: "first")
        mail: String @override(from: "nobody") @shareable
        age: Int @requires(fields: "old")
      }`,
    c: `
      type User @key(fields: "id") { id: ID! name: String @external greeting: String @requires(fields: "name") mail: String @shareable }`,
  },
  'overrides in interfaces': {
    a: `
      type Query { feed: [Post] }
      interface Post { id: ID! made: String }
      type Image implements Post @key(fields: "id") { id: ID! made: String @override(from: "b") }
      type Text implements Post @key(fields: "id") { id: ID! made: String @override(from: "b") body: String @shareable @inaccessible }`,
    b: `
      type Query { others: [Post] }
      interface Post { id: ID! made: String }
      type Text implements Post @key(fields: "id") { id: ID! made: String body: String @shareable @inaccessible size: Int }
      type Image implements Post @key(fields: "id") { id: ID! made: String width: Int }`,
  },
  'provisions of interfaces and unions': {
    a: `
      type Query { media: Media @shareable book: Book @provides(fields: "animals { ... on Dog { name } }") }
      union Either = Book | Film
      interface Media { id: ID! }
      interface Animal { id: ID! }
      type Book implements Media @key(fields: "id") { id: ID! animals: [Animal] @shareable }
      type Film implements Media @key(fields: "id") { id: ID! }
      type Dog implements Animal @key(fields: "id") { id: ID! name: String @external }
      type Cat implements Animal @key(fields: "id") { id: ID! }`,
    b: `
      type Query { either: [Either] @provides(fields: "... on Book { title } ... on Film { length }") wrapped: Wrap @provides(fields: "book { title author { name } }") }
      union Either = Book | Film
      type Wrap { book: Book note: String }
      type Author @key(fields: "id") { id: ID! name: String @external }
      type Book @key(fields: "id") { id: ID! title: String @external author: Author @shareable }
      type Film @key(fields: "id") { id: ID! length: Int @external }`,
    c: `
      type Author @key(fields: "id") { id: ID! name: String @shareable born: Int }
      type Book @key(fields: "id") { id: ID! title: String @shareable pages: Int author: Author @shareable }
      type Film @key(fields: "id") { id: ID! length: Int @shareable }
      interface Animal { id: ID! name: String }
      type Dog implements Animal @key(fields: "id") { id: ID! name: String @shareable age: Int }
      type Cat implements Animal @key(fields: "id") { id: ID! name: String @shareable lives: Int! }`,
  },
  'interface objects that require': {
    a: `
      type Query { users: [Person!] nodes: [Node] }
      interface Node @key(fields: "id") { id: ID! }
      interface Person @key(fields: "id") { id: ID! name: String }
      type User implements Person & Node @key(fields: "id") { id: ID! name: String age: Int }
      type Guest implements Person & Node @key(fields: "id") { id: ID! name: String visits: Int! }
      type Thing implements Node @key(fields: "id") { id: ID! weight: Float }`,
    b: `
      type Person @key(fields: "id") @interfaceObject { id: ID! name: String @external login: String @requires(fields: "name") }`,
    c: `
      type Person @key(fields: "id") @interfaceObject { id: ID! name: String @external badge: String @requires(fields: "name") }`,
  },
  'interface objects that are only told of': {
    a: `
      type Query { product: Product products: [Product!] }
      interface Product @key(fields: "id") { id: ID! }
      type Bread implements Product @key(fields: "id") { id: ID! }
      type Milk implements Product @key(fields: "id") { id: ID! fat: Int }`,
    b: `
      type Query { dear: [Product] }
      type Product @key(fields: "id") @interfaceObject { id: ID! price: Int reviews: [Review!] }
      type Review @key(fields: "id") { id: ID! product: Product stars: Int }`,
    c: `
      type Query { review: Review }
      type Product @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }
      type Review @key(fields: "id") { id: ID! about: Product text: String }`,
  },
  'keys that lead to keys': {
    a: `
      type Query { as: [A] }
      type A @key(fields: "id") { id: ID! name: String @shareable bs: [B!] }
      type B @key(fields: "id") { id: ID! }`,
    b: `
      type Query { b: B }
      type A @key(fields: "id") @key(fields: "number") { id: ID! number: ID! two: String }
      type B @key(fields: "id") @key(fields: "code { main }") { id: ID! code: Code! weight: Int }
      type Code @shareable { main: String! extra: String }`,
    c: `
      type A @key(fields: "number") @key(fields: "number serial") { number: ID! serial: String! three: Boolean name: String @shareable }
      type B @key(fields: "code { main }") { code: Code! label: String a: A }
      type Code @shareable { main: String! }`,
    d: `
      type Query { deep: A }
      type A @key(fields: "number serial") { number: ID! serial: String! four: Float again: A }
      type Code @shareable { extra: String main: String! }`,
  },
  'lists in keys': {
    a: `
      type Query { top: List lists: [List] }
      type List @key(fields: "products { id }") { products: [Product!]! }
      type Product @key(fields: "id") { id: ID! }`,
    b: `
      type List @key(fields: "products { id pid }") { products: [Product!]! first: Product @shareable selected: Product @shareable }
      type Product @key(fields: "id pid") { id: ID! pid: ID! }`,
    c: `
      type Product @key(fields: "id") { id: ID! pid: ID! @shareable }
      type List @key(fields: "products { id }") { products: [Product!]! size: Int }`,
    d: `
      type Product @key(fields: "id pid") { id: ID! pid: ID! price: Int category: Category }
      type Category @key(fields: "id tag") { id: ID! tag: String }`,
    e: `
      type Category @key(fields: "id tag") { id: ID! tag: String main: Product }
      type Product @key(fields: "id", resolvable: false) { id: ID! }`,
  },
  'parts of entities in several places': {
    a: `
      type Query { products: [Product] }
      type Product @key(fields: "id pid") { id: ID! pid: ID! }`,
    b: `
      type Product @key(fields: "id") { id: ID! category: Category @shareable }
      type Category @shareable { id: ID! name: String }`,
    c: `
      type Product @key(fields: "id pid") { id: ID! pid: ID! category: Category @shareable }
      type Category @shareable { id: ID! details: Details }
      type Details { products: Int inner: Inner }
      type Inner @shareable { text: String }`,
    d: `
      type Product @key(fields: "id") { id: ID! category: Category @shareable inner: Inner }
      type Category @shareable { id: ID! }
      type Inner @shareable { text: String }`,
  },
  'externals nobody needs': {
    a: `
      type Query { products: [Product!] }
      type Product @key(fields: "id") { id: ID! name: String }`,
    b: `
      type Query { cheap: Product }
      type Product @key(fields: "id") { id: ID! price: Float maker: Maker }
      type Maker @key(fields: "id") { id: ID! name: String! @external city: String @requires(fields: "name") }`,
    c: `
      type Maker @key(fields: "id") @key(fields: "name") { id: ID! name: String! staff: Int }`,
    d: `
      type Maker @key(fields: "name") { name: String! @external founded: Int }`,
  },
  'roots that are shared': {
    a: `
      type Query { product: Product @shareable list(first: Int): [Product!] @shareable }
      type Product @shareable { id: ID! name: Name price: Price }
      type Name { id: ID! brand: String }
      type Price @shareable { id: ID! amount: Int }`,
    b: `
      type Query { product: Product @shareable list(first: Int): [Product!] @shareable }
      type Product @shareable { id: ID! category: Category price: Price }
      type Category { id: ID! name: String }
      type Price @shareable { id: ID! currency: String }`,
    c: `
      type Query { list(first: Int): [Product!] @shareable }
      type Product @shareable { id: ID! price: Price }
      type Price @shareable { id: ID! amount: Int currency: String }`,
  },
  'enums, inputs and unions that differ': {
    a: `
      type Query { users: [User!] find(filter: Filter): User typed(type: Kind): [User] content: Content @shareable all: [Content] }
      enum Kind { A B }
      enum Said { X Y }
      input Filter { first: Int text: String }
      union Content = Text | Image
      type Text { text: String @shareable }
      type Image @key(fields: "id") { id: ID! url: String @shareable }
      type User @key(fields: "id") { id: ID! said: Said kind: Kind }`,
    b: `
      type Query { by(filter: Filter, kind: Kind): [User] content: Content @shareable some: [Content!] }
      enum Kind { A B }
      enum Said { Y Z W @inaccessible }
      input Filter { first: Int kind: Kind }
      union Content = Image | Sound
      type Image @key(fields: "id") { id: ID! url: String @shareable width: Int }
      type Sound { length: Int }
      type User @key(fields: "id") { id: ID! also: [Said!] kind2: Kind loud: Said }`,
  },
  'types of children that differ': {
    a: `
      type Query { users: [User!]! accounts: [Account] }
      union Account = User | Admin
      type User @key(fields: "id") { id: ID name: String similar: [Account] }
      type Admin { id: ID name: String similar: [Account] }`,
    b: `
      type Query { members: [Member!] }
      type User @key(fields: "id") { id: ID age: Int }
      interface Member { id: ID! }
      type Paid implements Member @key(fields: "id") { id: ID! name: String! fee: Int }
      type Free implements Member @key(fields: "id") { id: ID! name: String until: Int! }`,
    c: `
      type Paid @key(fields: "id") { id: ID! friend: User since: Int }
      type Free @key(fields: "id") { id: ID! friend: Member since: String }
      interface Member { id: ID! }
      type User @key(fields: "id", resolvable: false) { id: ID }`,
  },
  'interfaces spread over subgraphs': {
    a: `
      type Query { nodes: [Node!] node: Node circle: Circle }
      interface Node { id: ID! }
      interface Circle { next: Circle }
      type Oven implements Node @key(fields: "id") { id: ID! }
      type Toaster implements Node @key(fields: "id") { id: ID! }
      type Ring implements Circle { next: Circle samples: [Node] }`,
    b: `
      type Query { toasters: [Toaster] warm: [Warm] }
      union Warm = Oven | Toaster | Stove
      interface Node { id: ID! warranty: Int }
      type Oven implements Node @key(fields: "id") { id: ID! warranty: Int }
      type Toaster implements Node @key(fields: "id") { id: ID! warranty: Int twin: Node }
      type Stove implements Node @key(fields: "id") { id: ID! warranty: Int flames: [Flame!]! }
      type Flame { size: Int of: Warm }`,
    c: `
      type Oven @key(fields: "id") { id: ID! colour: String }
      type Stove @key(fields: "id") { id: ID! colour: String! like: [Oven!] }`,
  },
  'mutations that lead on': {
    a: `
      type Query { product(id: ID!): Product }
      type Mutation { add(name: String!): Product! remove(id: ID!): Boolean }
      type Product @key(fields: "id") { id: ID! name: String! price: Float }`,
    b: `
      type Query { dear: [Product] }
      type Mutation { mark(id: ID!): Product multiply(by: Int!): Int! }
      type Product @key(fields: "id") { id: ID! price: Float @external isDear: Boolean @requires(fields: "price") available: Boolean }`,
    c: `
      type Mutation { move(id: ID): Category }
      type Category @key(fields: "id") { id: ID! name: String! products: [Product!] }
      type Product @key(fields: "id") { id: ID! category: Category! @shareable }`,
  },
};

/** Graphs in which subgraphs agree on everything, each about what planners find hard in Federation 2. */
export const federationGraphs: readonly { readonly name: string; readonly parts: readonly PartSdl[] }[] =
  Object.entries(graphs).map(([name, parts]) => ({
    name,
    parts: Object.entries(parts).map(([part, typeDefs]) => ({ name: part, typeDefs })),
  }));

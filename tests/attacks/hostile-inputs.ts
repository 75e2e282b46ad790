import type { Random } from '../../demo/population/random.ts';

/** One request of somebody who means no good. */
export type HostileInput = {
  readonly kind: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

/** What an attacker has to work with: nobody's, or a citizen's own means. */
export type Means = {
  /** A token that is good. */
  readonly token: string;
  /** Tokens that are not: without a signature, of another key, of yesterday, for somebody else. */
  readonly badTokens: readonly string[];
  /** A cursor that was given for a list. */
  readonly cursor: string;
};

const sqlTexts: readonly string[] = [
  `' OR '1'='1`, `" OR ""="`, `'; DROP TABLE people; --`, `x' UNION SELECT id, name, phone FROM people --`, `\\' OR 1=1 -- `,
  `1) OR (1=1`, `%' OR name LIKE '%`, `_%`, `'||(SELECT name FROM people LIMIT 1)||'`, `$$; SELECT pg_sleep(9); $$`,
  `' AND SLEEP(9) AND '1'='1`, `' AND randomblob(900000000) --`, `0x27204f5220313d31`, `CHAR(39)`, `\u0000`, `a\u0000b`,
  `'\u0000' OR 1=1`, `\ud800`, `\u202e'--`, `𝕩' OR 1=1`, `＇ OR 1=1 --`, `%27%20OR%201=1`, `/*`, `*/ OR 1=1 /*`, `"}}) { nodes { name } } #`,
  `{"$ne": null}`, `{{7*7}}`, '`id`', '${7*7}', `../../../../etc/passwd`, `-1`, `1e400`, `NaN`, `null`, '', ' ', '\n', 'A'.repeat(5000),
]; // prettier-ignore

const fields = ['id', 'name', 'phone', 'born', 'card', 'income', 'diagnosis', 'motto', 'district'] as const;
const operators = ['eq', 'ne', 'in', 'gt', 'lt', 'gte', 'lte', 'contains', 'startsWith', 'isNull'] as const;

const post = (query: unknown, variables: unknown, more: Partial<HostileInput> = {}): Omit<HostileInput, 'kind'> => ({
  method: 'POST',
  path: '/graphql',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables }),
  ...more,
});

type Maker = (random: Random, means: Means) => Omit<HostileInput, 'kind'>;

const authorized = ({ token }: Means, purpose = 'service-delivery'): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  authorization: `Bearer ${token}`,
  'x-purpose': purpose,
});

/** A text with some of its characters changed. */
function broken(text: string, random: Random): string {
  const letters = Array.from(text);
  for (let count = random.between(1, 4); count > 0; count -= 1)
    letters[random.int(letters.length)] = random.pick(['A', '_', '-', '.', '9', 'z', '=', '%']);
  return letters.join('').slice(0, random.chance(0.3) ? random.int(letters.length) : undefined);
}

const nested = (depth: number, inner: string): string =>
  '{ people { nodes { cases { nodes { person '.repeat(depth) + inner + ' } } } } }'.repeat(depth);

const makers: Readonly<Record<string, Maker>> = {
  'SQL in a look-up': (random, means) =>
    post(
      'query ($id: ID!) { person(id: $id) { id name } }',
      { id: random.pick(sqlTexts) },
      { headers: authorized(means) },
    ),
  'SQL in a filter': (random, means) => {
    const [field, operator, text] = [random.pick(fields), random.pick(operators), random.pick(sqlTexts)];
    const value = operator === 'in' ? [text, random.pick(sqlTexts)] : random.chance(0.8) ? text : [text];
    return post('query ($w: GuardedPersonWhere) { people(where: $w) { totalCount nodes { id name } } }', { w: { [field]: { [operator]: value } } }, { headers: authorized(means) }); // prettier-ignore
  },
  'SQL in a literal': (random, means) =>
    post(`{ cases(where: {title: {${random.pick(operators)}: ${JSON.stringify(random.pick(sqlTexts))}}}) { nodes { title } } }`, undefined, { headers: authorized(means) }), // prettier-ignore
  'SQL in an order or a page': (random, means) =>
    post('query ($o: [GuardedPersonOrderBy!], $f: Int, $a: String) { people(orderBy: $o, first: $f, after: $a) { nodes { id } } }', { o: [{ [random.chance(0.5) ? random.pick(fields) : random.pick(sqlTexts)]: random.pick(['ASC', 'ASC; --', ...sqlTexts]) }], f: random.pick([1, -1, 0, 2 ** 31, 1e99, '1', null, [1]]), a: random.pick([null, ...sqlTexts]) }, { headers: authorized(means) }), // prettier-ignore
  'a forged cursor': (random, means) =>
    post('query ($a: String) { people(first: 2, after: $a) { nodes { id name } } cases(first: 1, before: $a) { nodes { id } } }', { a: random.chance(0.2) ? means.cursor : broken(means.cursor, random) }, { headers: authorized(means) }), // prettier-ignore
  'a key of another': (random, means) =>
    post('query ($id: ID!) { person(id: $id) { id name cases { nodes { title } } } }', { id: random.pick(['P-BERT', 'p-bert', ' P-BERT', 'P-BERT\u0000', ['P-BERT'], { id: 'P-BERT' }, 7, true, 'P-CLEO ']) }, { headers: authorized(means) }), // prettier-ignore
  'a token that is not good': (random, means) =>
    post(
      '{ people { nodes { id name phone } } }',
      {},
      {
        headers: {
          'content-type': 'application/json',
          'x-purpose': random.pick(['service-delivery', 'audit', ...sqlTexts.filter(isHeader)]),
          authorization: random.pick([...means.badTokens.map((token) => `Bearer ${token}`), `Bearer ${broken(means.token, random)}`, `bearer  ${means.token} x`, 'Basic YTpi', 'Bearer', '']), // prettier-ignore
        },
      },
    ),
  'a purpose of nobody': (random, means) =>
    post('{ people { nodes { id income } } permits { nodes { place } } }', {}, { headers: authorized(means, random.pick(['marketing', '__proto__', 'constructor', 'audit,service-delivery', 'AUDIT', 'toString'])) }), // prettier-ignore
  'headers of nonsense': (random, means) =>
    post(
      '{ people { totalCount } }',
      {},
      {
        headers: {
          ...authorized(means),
          [random.pick(['x-request-id', 'traceparent', 'x-onestop-context', 'x-onestop-signature', 'x-forwarded-for', 'x-http-method-override', 'accept-language', 'x-role', 'x-subject'])]: random.pick([...sqlTexts.filter(isHeader), 'x'.repeat(3000), Buffer.from(JSON.stringify({ caller: { subject: 'P-BERT', role: 'admin' } })).toString('base64url')]), // prettier-ignore
        },
      },
    ),
  'a GraphQL bomb': (random, means) => {
    const depth = random.between(3, 400);
    const query = random.pick([
      nested(depth, '{ id name }'),
      `{ ${Array.from({ length: depth * 10 }, (_, at) => `a${at}: people { nodes { id name } }`).join(' ')} }`,
      `{ ...A } fragment A on Query { ...B ...B } fragment B on Query { people { totalCount } ...A }`,
      `{ ...F0 } ${Array.from({ length: 30 }, (_, at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`).join(' ')} fragment F30 on Query { people { totalCount } }`,
      `{ people ${'@include(if: true) '.repeat(depth)}{ totalCount } }`,
      `query (${Array.from({ length: depth }, (_, at) => `$v${at}: Int`).join(' ')}) { people { totalCount } }`,
      `{ people(where: ${'{and: ['.repeat(depth)}{}${']}'.repeat(depth)}) { totalCount } }`,
      `{ people(where: {name: {in: [${'"x",'.repeat(depth * 20)}]}}) { totalCount } }`,
      `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`,
      `{ ${'('.repeat(depth * 100)}`,
      `"${'\\'.repeat(depth)}`,
      `{ people(first: 50) { nodes { cases(first: 50) { nodes { person { cases(first: 50) { nodes { person { cases(first: 50) { nodes { id } } } } } } } } } } }`,
      `#${'x'.repeat(depth * 500)}\n{ people { totalCount } }`,
    ]);
    return post(query, {}, { headers: authorized(means) });
  },
  'JSON of nonsense': (random, means) => ({
    ...post('', {}, { headers: authorized(means) }),
    body: random.pick([
      '['.repeat(random.between(10, 50_000)), `${'{"a":'.repeat(random.between(10, 20_000))}1`, '{"query":"{ people { totalCount } }","query":"{ permits { totalCount } }"}',
      '{"__proto__":{"query":"{ people { totalCount } }"}}', '{"constructor":{"prototype":{"admin":true}},"query":"{ people { totalCount } }"}',
      '{"query":"{ people { totalCount } }","variables":{"__proto__":{"role":"admin"}}}', '{"query":"{ people { totalCount } }","variables":[]}',
      '{"query":1}', '{"query":{"toString":"x"}}', '[{"query":"{ people { totalCount } }"}]', 'null', '""', '{}', '', '{"query":"{ people { totalCount } }"', '\ufeff{}',
      '{"query":"{ people { totalCount } }","operationName":"nobody"}', '{"query":"{ people { totalCount } }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
      `{"query":"{ people { totalCount } }","variables":{"x":${'9'.repeat(400)}}}`, '{"query":"\\ud800{ people { totalCount } }"}', 'query={ people { totalCount } }',
    ]), // prettier-ignore
  }),
  'names that objects have': (random, means) => {
    const name = random.pick(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'prototype', 'valueOf']);
    const query = random.pick([`{ ${name}: people { ${name}: totalCount } }`, `query ${name} { people { nodes { ${name} } } }`, `query ($${name}: ID!) { person(id: $${name}) { id } }`, `{ ${name} { id } }`, `fragment ${name} on Person { name } { people { nodes { ...${name} } } }`]); // prettier-ignore
    return post(query, { [name]: 'P-ANNA' }, { headers: authorized(means) });
  },
  'a way of asking that is not one': (random, means) => {
    const query = encodeURIComponent('{ people { nodes { id name } } }');
    return random.pick<Omit<HostileInput, 'kind'>>([
      { method: 'GET', path: `/graphql?query=${query}`, headers: {}, body: null },
      {
        method: 'GET',
        path: `/graphql?query=${query}&variables=${percent(random.pick(sqlTexts))}`,
        headers: {},
        body: null,
      },
      { method: 'GET', path: `/graphql?query=${encodeURIComponent('mutation { x }')}`, headers: {}, body: null },
      { method: 'GET', path: `/${percent(random.pick(sqlTexts))}`, headers: {}, body: null },
      { method: 'GET', path: '/..%2f..%2fetc%2fpasswd', headers: {}, body: null },
      post('{ people { totalCount } }', {}, { headers: { 'content-type': random.pick(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json; charset=utf-7', 'application/xml']) } }), // prettier-ignore
      post('{ people { totalCount } }', {}, { headers: { ...authorized(means), accept: random.pick(['text/html', 'image/*', 'application/xml;q=1', '*/*;q=0']) } }), // prettier-ignore
    ]);
  },
};

/** So many requests, the same for the same seed; every kind comes as often as every other. */
export function* hostileInputs(count: number, random: Random, means: Means): Generator<HostileInput> {
  const kinds = Object.entries(makers);
  for (let at = 0; at < count; at += 1) {
    const [kind, make] = kinds[at % kinds.length] ?? kinds[0] ?? [];
    if (kind !== undefined && make !== undefined) yield { kind, ...make(random, means) };
  }
}

function isHeader(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** A lone surrogate has no bytes; another character stands for it. */
function percent(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString('utf8'));
}

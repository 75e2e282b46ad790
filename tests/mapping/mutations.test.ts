import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writePlace } from '../../adapters/mapping/mistake.ts';
import { readMapping } from '../../adapters/mapping/read-mapping.ts';
import { departmentFiles } from '../../cli/department-files.ts';
import { applyMistake } from './apply-mistake.ts';
import { staticCases } from './mistake-cases.ts';

/** What an author may do to a file by accident, on its tokens. */
type Mutation =
  | { readonly kind: 'delete' | 'double'; readonly at: number; readonly count: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'swap'; readonly at: number; readonly with: number };

const tokensOf = (sdl: string): readonly string[] =>
  sdl.match(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*|\w+|\s+|[^\w\s]/g) ?? [];

/** Words that mean something in a mapped file, and some that don't. */
const words = [
  ...['type', 'enum', 'extend', 'schema', 'interface', 'union', 'input', 'scalar', 'directive', 'Query', 'Mutation'],
  ...['@table', '@column', '@relation', '@list', '@lookup', '@codes', '@code', '@key', '@subject', '@source', '@mask'],
  ...[
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '!',
    ':',
    '=',
    '|',
    '&',
    '"',
    '"""',
    '$x',
    'null',
    '0',
    '-1',
    '1e400',
    '💥',
    '\\u0000',
  ],
  ...['(name: "x")', '(name: [])', '(fields: "a { b")', '(as: TEXT)', 'ID', 'String', 'Gender', 'CitizenConnection'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'PageInfo',
    'Connection',
    'Edge',
    '_Entity',
    'on',
    'fragment x on y { z }',
  ],
];

const places = fc.nat({ max: 100_000 });

const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constantFrom('delete', 'double'), at: places, count: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ kind: fc.constant('insert'), at: places, text: fc.constantFrom(...words) }),
  fc.record({ kind: fc.constant('swap'), at: places, with: places }),
);

function mutate(tokens: readonly string[], mutation: Mutation): readonly string[] {
  const at = mutation.at % Math.max(1, tokens.length);
  const [before, after] = [tokens.slice(0, at), tokens.slice(at)];
  switch (mutation.kind) {
    case 'delete':
      return [...before, ...after.slice(mutation.count)];
    case 'double':
      return [...before, ...after.slice(0, mutation.count), ' ', ...after];
    case 'insert':
      return [...before, ` ${mutation.text} `, ...after];
    case 'swap': {
      const other = mutation.with % Math.max(1, tokens.length);
      return tokens.map((token, index) => (index === at ? tokens[other] : index === other ? tokens[at] : token) ?? '');
    }
  }
}

const isInside = (sdl: string, line: number, column: number): boolean => {
  const lines = sdl.split(/\r\n|[\n\r]/);
  return line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1] ?? '').length + 1;
};

/** Every mistake of a file has a place in it, and no word left open. */
function expectToldWell(sdl: string): void {
  for (const mistake of readMapping(sdl, 'a.graphql').mistakes) {
    const { place, message, action } = mistake;
    expect([writePlace(place), place.file, isInside(sdl, place.line, place.column)]).toEqual([
      writePlace(place),
      'a.graphql',
      true,
    ]);
    expect(`${message} ${action}`).not.toMatch(/\{\w+\}|undefined/);
  }
}

describe.each(departmentFiles().map(({ file, displayName }) => ({ file, displayName })))(
  '$displayName, broken by accident',
  ({ file }) => {
    const sdl = readFileSync(file, 'utf8');
    const tokens = tokensOf(sdl);

    test('is taken apart into tokens without loss', () => {
      expect(tokens.join('')).toBe(sdl);
    });

    test('is told of with a place in the file, and never thrown at its author', () => {
      fc.assert(
        fc.property(fc.array(mutations, { minLength: 1, maxLength: 4 }), (all) => {
          expectToldWell(all.reduce(mutate, tokens).join(''));
        }),
        { numRuns: 400, seed: 20_261_122 },
      );
    });
  },
);

test('two mistakes at once are told as well as one', () => {
  const base = readFileSync(new URL('base.graphql', import.meta.url), 'utf8');
  fc.assert(
    fc.property(fc.constantFrom(...staticCases), fc.constantFrom(...staticCases), (first, second) => {
      const { sdl } = applyMistake(base, first);
      fc.pre(sdl.split(second.from).length === 2);
      const both = sdl.replace(second.from, () => second.to);
      expectToldWell(both);
      expect(readMapping(both, 'a.graphql').mistakes).not.toEqual([]);
    }),
    { numRuns: 150, seed: 20_261_122 },
  );
});

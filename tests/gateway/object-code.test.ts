import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonBytes } from '../../gateway/execution/compiled/json-bytes.ts';
import { objectCode, writeByLoop, type FieldCode } from '../../gateway/execution/compiled/object-code.ts';
import { compileLeaf } from '../../gateway/execution/compiled/write-leaf.ts';
import { writeNonNull, type WriteValue, type Writing } from '../../gateway/execution/compiled/write-value.ts';
import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString } from 'graphql';

const names = ['id', 'name', '__proto__', 'constructor', 'toString', 'a"b\\', 'line\u2028'] as const;
const types = [GraphQLString, GraphQLID, GraphQLInt, GraphQLFloat, GraphQLBoolean] as const;

const fields = fc.uniqueArray(fc.record({ key: fc.constantFrom(...names), type: fc.constantFrom(...types), isRequired: fc.boolean() }), { selector: ({ key }) => key, minLength: 1 }).map((chosen) => chosen.map(({ key, type, isRequired }, at): FieldCode => {
  const leaf = compileLeaf(type);
  const write: WriteValue = isRequired ? writeNonNull(leaf) : leaf;
  const isText = type === GraphQLString || type === GraphQLID;
  return { key, lead: Buffer.from(`${at === 0 ? '{' : ','}${JSON.stringify(key)}:`), isText, write };
})); // prettier-ignore

const values = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constantFrom(null, undefined, [], {}));
const entities = fc
  .array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 9 })
  .map((entries) => Object.fromEntries(entries) as Record<string, unknown>);

function written(write: (writing: Writing) => unknown): unknown {
  const writing: Writing = { bytes: new JsonBytes(), misfits: [], variables: {}, lacksTakenOut: false };
  const result = write(writing);
  return { result, misfits: writing.misfits, json: result === 'gone' ? null : writing.bytes.take().toString() };
}

test('generated code writes what a loop over the fields writes', () => {
  fc.assert(
    fc.property(fields, fc.array(entities, { minLength: 1, maxLength: 5 }), (chosen, objects) => {
      const code = objectCode(chosen);
      for (const object of objects)
        expect(written((writing) => code(object, writing))).toEqual(
          written((writing) => writeByLoop(chosen, object, writing)),
        );
    }),
    { numRuns: 2_000 },
  );
});

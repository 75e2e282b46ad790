import { CodeCompiler, readCode, warmUpObjects } from '../../../schema/generated-code.ts';
import { readerOf, type Entity } from './entity.ts';
import { leadThrough, type WriteValue, type Writing, type Written } from './write-value.ts';

export type FieldCode = {
  /** Response key in the document that is run. */
  readonly key: string;
  /** `{"key":` for the first one, `,"key":` for others. */
  readonly lead: Uint8Array;
  /** Is every text a value of it? */
  readonly isText: boolean;
  readonly write: WriteValue;
};

export type WriteObject = (entity: Entity, writing: Writing) => Written;

type Parts = {
  readonly leads: readonly Uint8Array[];
  readonly writes: readonly WriteValue[];
  readonly keys: readonly string[];
  readonly end: Uint8Array;
  readonly leadThrough: typeof leadThrough;
};

const compiler = new CodeCompiler<Parts, WriteObject>('parts');

/** A function that writes objects field by field: by a loop as long as there are few, then by code of their own. */
export function objectWriter(fields: readonly FieldCode[]): WriteObject {
  let [code, left]: [WriteObject | null, number] = [null, warmUpObjects];
  return (entity, writing) => {
    if (code !== null) return code(entity, writing);
    if (left-- === 0) code = objectCode(fields);
    return writeByLoop(fields, entity, writing);
  };
}

export function writeByLoop(fields: readonly FieldCode[], entity: Entity, writing: Writing): Written {
  const { bytes, misfits } = writing;
  for (const { key, lead, write } of fields) {
    bytes.bytes(lead);
    const before = misfits.length;
    const written = write(readerOf(key)(entity), writing);
    if (misfits.length > before) leadThrough(writing, before, key);
    if (written === 'gone') return 'gone';
  }
  bytes.bytes(closing);
  return 'value';
}

/**
 * The same, generated so that each field is read at a place of its own, where the
 * engine knows what it will find: a loop over fields takes half as long again.
 */
export function objectCode(fields: readonly FieldCode[]): WriteObject {
  const code = fields.map(fieldCode).join('\n');
  const make = compiler.compile(
    `${partsCode(fields)} return (entity, writing) => { const { bytes, misfits } = writing; let value; ${code} bytes.bytes(end); return 'value'; };`,
  );
  return make({
    leads: fields.map(({ lead }) => lead),
    writes: fields.map(({ write }) => write),
    keys: fields.map(({ key }) => key),
    end: closing,
    leadThrough,
  });
}

const closing = Buffer.from('}');

const partsCode = (fields: readonly FieldCode[]): string => {
  const named = (name: string) => `[${fields.map((_, at) => `${name}${at}`).join()}]`;
  return `const { leads: ${named('lead')}, writes: ${named('write')}, keys: ${named('key')}, end, leadThrough } = parts;`;
};

function fieldCode({ key, isText }: FieldCode, at: number): string {
  const any = `{ const before = misfits.length; const written = write${at}(value, writing); if (misfits.length > before) leadThrough(writing, before, key${at}); if (written === 'gone') return 'gone'; }`;
  return `bytes.bytes(lead${at}); value = ${readCode('entity', key)}; ${isText ? `if (typeof value === 'string') bytes.text(value); else ` : ''}${any}`;
}

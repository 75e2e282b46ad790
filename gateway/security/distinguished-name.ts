/** Attributes of a name, `[["CN", "reporting"], ["O", "City data office"]]`, in any order. */
export type DistinguishedName = readonly (readonly [type: string, value: string])[];

/** Reads `CN=reporting,O=City data office` (RFC 4514); null for what is none. */
export function parseName(text: string): DistinguishedName | null {
  const parts = text.match(/(?:\\.|[^\\,+])+/gs) ?? [];
  const attributes = parts.map((part) => /^\s*([A-Za-z][\w-]*|\d+(?:\.\d+)+)\s*=\s*(.*?)\s*$/s.exec(part));
  const read = attributes.flatMap((found) => {
    const [, type = '', value = ''] = found ?? [];
    return type === '' || value === '' ? [] : [[type, unescape(value)] as const];
  });
  return read.length === 0 || read.length !== attributes.length ? null : read;
}

/** Are they the same attributes, none missing and none besides? */
export const isSameName = (one: DistinguishedName, other: DistinguishedName): boolean => spell(one) === spell(other);

const spell = (name: DistinguishedName): string =>
  JSON.stringify(name.map(([type, value]) => JSON.stringify([type.toLowerCase(), value])).sort());

/** `\,` is a comma; `\E5\B8\82` are bytes of UTF-8. */
const unescape = (value: string): string =>
  value.replace(/((?:\\[0-9a-f]{2})+)|\\(.)/gis, (_all, bytes: string | undefined, sign: string) =>
    bytes === undefined ? sign : Buffer.from(bytes.replaceAll('\\', ''), 'hex').toString(),
  );

/**
 * Reads what JSON in a text column holds at a path, `contact.phones`; the whole of it for an empty path. Markdown fences
 * around it are passed over. Numbers keep their digits: every value comes as text, and null, or a list of these.
 * Undefined where the text is no JSON, or an object stands there.
 */
export function readJson(text: string, path: string): JsonText | undefined {
  const found = valueAt(text, path);
  return found === undefined ? undefined : asText(found.value);
}

/** Null for nothing; undefined where the text is no JSON, or what stands above the path is no object. */
function valueAt(text: string, path: string): { readonly value: unknown } | undefined {
  const parsed = parse(text);
  if (parsed === undefined) return undefined;
  let found: unknown = parsed.value;
  for (const name of path === '' ? [] : path.split('.')) {
    if (found === null || found === undefined) return { value: null };
    if (typeof found !== 'object' || Array.isArray(found)) return undefined;
    found = Object.hasOwn(found, name) ? Reflect.get(found, name) : null;
  }
  return { value: found };
}

/** The objects at a path, each as a JSON text of its own: null for what is nothing, undefined for what is no object. */
export type JsonObjects = { readonly isList: boolean; readonly items: readonly (string | null | undefined)[] };

/** Reads the object, or the list of objects, that stands where `readJson` finds values. Undefined for what is no JSON. */
export function readJsonObjects(text: string, path: string): JsonObjects | undefined {
  const found = valueAt(text, path);
  if (found === undefined) return undefined;
  const isList = Array.isArray(found.value);
  return { isList, items: (isList ? (found.value as readonly unknown[]) : [found.value]).map(objectText) };
}

function objectText(found: unknown): string | null | undefined {
  if (found === null || found === undefined || (typeof found === 'string' && found.trim() === '')) return null;
  return typeof found === 'object' && !Array.isArray(found) ? JSON.stringify(found) : undefined;
}

export type JsonText = string | null | readonly (string | null | undefined)[];

/** Strings, so that digits in them are let alone, one without an end to the end; then numbers. */
const stringsAndNumbers = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** What stands between Markdown fences, without the language behind the first. */
function withoutFences(text: string): string {
  const fence = '```';
  if (text.length < 2 * fence.length || !text.startsWith(fence) || !text.endsWith(fence)) return text;
  return text.slice(fence.length, -fence.length).replace(/^\w*/, '');
}

function parse(text: string): { readonly value: unknown } | undefined {
  const bare = withoutFences(text.trim());
  try {
    return {
      value: JSON.parse(bare.replace(stringsAndNumbers, (found) => (found.startsWith('"') ? found : `"${found}"`))),
    };
  } catch {
    return undefined;
  }
}

function asText(found: unknown): JsonText | undefined {
  if (Array.isArray(found)) return found.map(scalarText);
  return scalarText(found);
}

/** Undefined for what is no single value. */
function scalarText(found: unknown): string | null | undefined {
  if (found === null || found === undefined) return null;
  return typeof found === 'string' || typeof found === 'boolean' ? String(found) : undefined;
}

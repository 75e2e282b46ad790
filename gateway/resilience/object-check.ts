import { CodeCompiler, readCode, warmUpObjects } from '../../schema/generated-code.ts';

/** Is this what was asked for? */
export type ValueCheck = (value: unknown) => boolean;

/** What may stand at a key. Leaves are most of an answer: no call for them. */
export type KeyCheck = { readonly key: string; readonly check: ValueCheck | 'leaf' };

type Data = Readonly<Record<string, unknown>>;

export const isLeaf = (value: unknown): boolean => typeof value !== 'object' || value === null;

export const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null, or an object that has no keys but these, and at each of them what may stand there. */
export function objectCheck(keys: readonly KeyCheck[]): ValueCheck {
  const byLoop = checkByLoop(keys);
  let [code, left]: [ValueCheck | null, number] = [null, warmUpObjects];
  return (value) => {
    if (code !== null) return code(value);
    if (left-- === 0) code = checkByCode(keys);
    return byLoop(value);
  };
}

export function checkByLoop(keys: readonly KeyCheck[]): ValueCheck {
  const checks = new Map(keys.map(({ key, check }) => [key, check]));
  return (value) => {
    if (value === null) return true;
    if (!isObject(value)) return false;
    // JSON has no keys but its own.
    for (const key in value) {
      const check = checks.get(key);
      if (check === undefined || !(check === 'leaf' ? isLeaf(value[key]) : check(value[key]))) return false;
    }
    return true;
  };
}

type Parts = { readonly checks: readonly ValueCheck[]; readonly byLoop: ValueCheck };

const compiler = new CodeCompiler<Parts, ValueCheck>('{ checks, byLoop }');

/** The same, generated so that each key is read at a place of its own; what has other keys is left to the loop. */
export function checkByCode(keys: readonly KeyCheck[]): ValueCheck {
  const code = keys
    .map(({ key, check }, at) => {
      const isWrong = check === 'leaf' ? `typeof value === 'object' && value !== null` : `!checks[${at}](value)`;
      return `value = ${readCode('data', key)}; if (value !== undefined) { known += 1; if (${isWrong}) return false; }`;
    })
    .join('\n');
  const make = compiler.compile(
    `return (data) => { if (data === null) return true; if (typeof data !== 'object' || Array.isArray(data)) return false; let value, known = 0; ${code} for (const key in data) known -= 1; return known === 0 || byLoop(data); };`,
  );
  return make({ checks: keys.map(({ check }) => (check === 'leaf' ? isLeaf : check)), byLoop: checkByLoop(keys) });
}

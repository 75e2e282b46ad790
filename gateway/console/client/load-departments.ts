import type { Texts } from './words.ts';

export type DepartmentState = 'UP' | 'DOWN' | 'UNKNOWN';

export type ServedType = {
  readonly type: string;
  readonly label: Texts;
  readonly shared: boolean;
  readonly fields: readonly string[];
};

export type Department = {
  readonly name: string;
  readonly label: Texts;
  readonly isOwnSystem: boolean;
  readonly state: DepartmentState;
  readonly stateLabel: Texts;
  /** ISO 8601; null before it answered anything. */
  readonly lastSeen: string | null;
  readonly roundTripMs: number | null;
  readonly serves: readonly ServedType[];
};

const question = `query Departments {
  departments {
    name
    en: label(lang: EN)
    zh: label(lang: ZH)
    kind
    state
    stateEn: stateLabel(lang: EN)
    stateZh: stateLabel(lang: ZH)
    lastSeen
    roundTripMs
    serves { type en: label(lang: EN) zh: label(lang: ZH) shared fields }
  }
}`;

/** Longest wait for the answer, in milliseconds. */
const patienceMs = 8_000;

/** Asks the graph, in nobody's name, who gives which part of it. Null where it does not say. */
export async function loadDepartments(): Promise<readonly Department[] | null> {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { accept: 'application/graphql-response+json', 'content-type': 'application/json' },
      body: JSON.stringify({ query: question }),
      signal: AbortSignal.timeout(patienceMs),
    });
    return readAnswer(await response.json());
  } catch {
    return null;
  }
}

type Json = Readonly<Record<string, unknown>>;

function readAnswer(body: unknown): readonly Department[] | null {
  const data = isObject(body) ? body['data'] : null;
  const listed = isObject(data) ? data['departments'] : null;
  return Array.isArray(listed) ? listed.filter(isObject).map(readDepartment) : null;
}

function readDepartment(given: Json): Department {
  const name = textOf(given['name']);
  const state = given['state'];
  return {
    name,
    label: textsOf(given['en'], given['zh'], name),
    isOwnSystem: given['kind'] === 'OWN_SYSTEM',
    state: state === 'UP' || state === 'DOWN' ? state : 'UNKNOWN',
    stateLabel: textsOf(given['stateEn'], given['stateZh'], textOf(state)),
    lastSeen: typeof given['lastSeen'] === 'string' ? given['lastSeen'] : null,
    roundTripMs: typeof given['roundTripMs'] === 'number' ? given['roundTripMs'] : null,
    serves: listOf(given['serves']).filter(isObject).map(readServed),
  };
}

function readServed(given: Json): ServedType {
  const type = textOf(given['type']);
  return {
    type,
    label: textsOf(given['en'], given['zh'], type),
    shared: given['shared'] === true,
    fields: listOf(given['fields']).map(textOf),
  };
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const textsOf = (en: unknown, zh: unknown, otherwise: string): Texts => ({
  en: textOf(en) || otherwise,
  zh: textOf(zh) || otherwise,
});

import type { ServerResponse } from 'node:http';
import type { Random } from '../../demo/population/random.ts';
import type { Json } from '../gateway/city.ts';
import { citizenOf, marker, other, otherRecord, type Malice } from './malicious-subgraph.ts';

/** One way to answer wrongly; `random` decides where. */
type Trick = (answer: Json, random: Random) => unknown;

/** Every object of the answer's data, but in the value of a scalar: what that holds nobody but the department can tell. */
function objectsIn(value: Json): Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.entries(value).flatMap(([key, each]) => (key === 'raw' ? [] : objectsIn(each)))];
}

const entitiesOf = (answer: Json): Json[] => answer.data?._entities ?? [];
const isText = (value: unknown): boolean => typeof value === 'string';

/** Puts somebody's values into what was asked for, where it was asked for the like. */
function fill(target: Json, source: Json): Json {
  return Object.fromEntries(
    Object.entries(target).map(([key, value]) => {
      const name = key.replace(/^_onestop_key_/, '');
      const found = source[name];
      if (found === undefined) return [key, value];
      if (Array.isArray(found)) return [key, (value as Json[]).map((each) => fill(each, found[0]))];
      return [key, typeof found === 'object' && found !== null && typeof value === 'object' && value !== null ? fill(value as Json, found) : found]; // prettier-ignore
    }),
  );
}

const isCitizen = (entity: Json): boolean => entity !== null && ('wages' in entity || 'file' in entity);
const toOthers = (answer: Json): Json => {
  if (answer.data?._entities !== undefined)
    answer.data._entities = entitiesOf(answer).map((each) => (isCitizen(each) ? fill(each, citizenOf(other)) : each));
  if (answer.data?.records !== undefined)
    answer.data.records = {
      ...answer.data.records,
      nodes: answer.data.records.nodes?.map((each: Json) => fill(each, otherRecord)),
    };
  return answer;
};
/** Keys and ids of people as they were asked for, under them what is somebody else's. */
const underOwnKeys = (answer: Json): Json => {
  for (const object of objectsIn(answer.data))
    for (const key of Object.keys(object)) if (/^(wages|title)$/.test(key)) object[key] = marker;
  return answer;
};
const deep = (depth: number): string => `${'{"a":'.repeat(depth)}"${marker}"${'}'.repeat(depth)}`;
const tell = (answer: Json, onestop: unknown): Json => ({ ...answer, extensions: { onestop } });

export const tricks: Readonly<Record<string, Trick>> = {
  'others under the asked ids': (answer) => toOthers(answer),
  'others under the asked ids, told': (answer) => tell(toOthers(answer), { subjects: [other] }),
  'others’ values under their keys, told': (answer) => tell(underOwnKeys(answer), { subjects: [other] }),
  'others beside the citizen, told': (answer) => tell(answer, { subjects: [...answer.extensions.onestop.subjects, other] }), // prettier-ignore
  'others’ rows in a list': (answer) => {
    answer.data?.records?.nodes?.push(fill(answer.data.records.nodes[0], otherRecord));
    return answer;
  },
  'rows of nobody, of whom nothing is told': (answer) => {
    if (answer.data?.records === undefined) return answer;
    for (const each of objectsIn(answer.data)) {
      if ('citizenId' in each) each.citizenId = null;
      if ('holder' in each) each.holder = null;
      if ('title' in each) each.title = marker;
    }
    return tell(answer, {});
  },
  'more entities than asked': (answer) => {
    entitiesOf(answer).push({ wages: marker, motto: marker });
    return answer;
  },
  'fewer entities': (answer) => {
    entitiesOf(answer).shift();
    return answer;
  },
  'entities in another order': (answer) => {
    entitiesOf(answer).reverse();
    return answer;
  },
  'wrong types': (answer, random) => {
    const wrong = [{ a: marker }, [marker], [[{}]], [null, marker], { __proto__: null, [marker]: 1 }];
    for (const object of objectsIn(answer.data))
      for (const [key, value] of Object.entries(object))
        if (key !== 'raw' && isText(value) && random.chance(0.4)) object[key] = random.pick(wrong);
    return answer;
  },
  'lists for objects and objects for lists': (answer, random) => {
    for (const object of objectsIn(answer.data))
      for (const [key, value] of Object.entries(object))
        if (key !== 'raw' && typeof value === 'object' && value !== null && random.chance(0.4))
          object[key] = Array.isArray(value) ? { [marker]: marker } : [[marker]];
    return answer;
  },
  'types of others': (answer, random) => {
    for (const object of objectsIn(answer.data))
      if ('__typename' in object || random.chance(0.3)) object.__typename = random.pick(['Citizen', 'Record', 'Query', marker, '__Type']); // prettier-ignore
    return answer;
  },
  'keys nobody asked for': (answer, random) => {
    for (const object of objectsIn(answer.data)) if (random.chance(0.5)) object[random.pick(['fullName', 'constructor', '_onestop_key_x', marker])] = marker; // prettier-ignore
    return answer;
  },
  'errors full of texts': (answer, random) => ({
    ...answer,
    errors: Array.from({ length: random.pick([1, 5, 1_200]) }, () => ({
      message: marker,
      path: random.pick([[marker], ['records', 'nodes', Number(other.slice(0, 15))], [marker, 1, marker], Array.from({ length: 200 }, () => 0), 7]), // prettier-ignore
      extensions: {
        code: random.pick(['ER_42', 'DEPARTMENT_ERROR', 'UNAUTHENTICATED', 'MAPPING_SYNTAX', 'LIST_LIMIT_EXCEEDED', 5]),
        details: { max: Number(other.slice(0, 15)), first: 1, [marker]: marker },
        retryAfter: random.pick([1e300, -1, Number(other.slice(0, 15)), 'soon']),
        [marker]: marker,
      },
    })),
  }),
  'findings full of texts': (answer, random) =>
    tell(answer, {
      subjects: answer.extensions.onestop.subjects,
      findings: Array.from({ length: random.pick([1, 2_000]) }, () => ({
        type: random.pick(['Record', marker, `_${other}`]),
        field: random.pick([null, marker, `_${other}`]),
        reason: 'UNKNOWN_CODE',
        key: other,
      })),
      servedFrom: marker,
      age: Number(other.slice(0, 15)),
    }),
  'nothing but nulls': (answer) => ({ ...answer, data: null }),
  'no answer': (_answer, random) => random.pick([[], 5, null, marker, {}, { data: marker }, { data: [], errors: marker }, { errors: [null, 5, marker] }]), // prettier-ignore
};

/** More than fit into one call's arguments. */
const floods = {
  errors: '{},'.repeat(150_000),
  findings: '{"type":"Record","field":null,"reason":"UNKNOWN_CODE"},'.repeat(150_000),
};

const json = { 'content-type': 'application/json' };
export const responses: Readonly<Record<string, (response: ServerResponse, right: string, random: Random) => void>> = {
  'a deep body': (response, _right, random) => response.writeHead(200, json).end(`{"data":${deep(random.pick([100, 5_000, 60_000]))}}`), // prettier-ignore
  'a deep value': (response, right, random) => response.writeHead(200, json).end(right.replace('{"a":1}', deep(random.pick([65, 5_000, 60_000])))), // prettier-ignore
  'a huge body': (response) => response.writeHead(200, json).end(`{"data":{"records":"${marker.repeat(800_000)}"}}`),
  'a flood of errors and findings': (response, right) => {
    const told = `"extensions":{"onestop":{"subjects":[],"findings":[${floods.findings}0]}}`;
    response
      .writeHead(200, json)
      .end(`{"errors":[${floods.errors}{}],"data":${JSON.stringify(JSON.parse(right).data)},${told}}`);
  },
  'a slow drip': (response, right) => {
    response.writeHead(200, json);
    let at = 0;
    const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write(right[(at += 1)] ?? ' ')), 15); // prettier-ignore
    response.on('close', () => clearInterval(timer));
  },
  'JSON cut off': (response, right) => response.writeHead(200, json).end(right.slice(0, -9)),
  'a page of HTML': (response, _right, random) => response.writeHead(random.pick([200, 404, 500, 503]), { 'content-type': 'text/html' }).end(marker), // prettier-ignore
  'a redirect': (response, right) => response.writeHead(302, { ...json, location: `http://127.0.0.1:9/${marker}` }).end(right), // prettier-ignore
  'a cut connection': (response) => response.destroy(),
  'a duplicate key': (response, right) => response.writeHead(200, json).end(right.replace('{"data":', `{"data":{"records":"${marker}"},"data":`)), // prettier-ignore
};

export const kinds: readonly string[] = [...Object.keys(tricks), ...Object.keys(responses)];

/** An answer of that kind; `random` decides how. */
export function maliceOf(kind: string, random: Random): Malice {
  const trick = tricks[kind];
  if (trick !== undefined) return { kind: 'answer', change: (answer) => trick(answer, random) };
  const respond = responses[kind];
  if (respond === undefined) throw new Error(`no malice is called ${kind}`);
  return { kind: 'response', respond: (response, right) => respond(response, right, random) };
}

import type { SiloQueryName } from './silo-queries.ts';

/** JSON Schema of each answer, from which Fastify makes a serialiser of its own. */
const text = { type: 'string' } as const;
const object = (properties: Readonly<Record<string, unknown>>) => ({ type: 'object', properties }) as const;
const texts = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, text]));
const connection = (item: unknown) => object({ nodes: { type: 'array', items: item } });
const answer = (data: Readonly<Record<string, unknown>>) => object({ data: object(data) });

const cases = connection(
  object({
    ...texts('id status openedAt'),
    service: object(texts('code name')),
    feedback: connection(object({ id: text, rating: { type: 'integer' }, text })),
  }),
);
const basics = texts('id name birthDate gender address city');
const orNull = (schema: Readonly<Record<string, unknown>>) => ({ ...schema, nullable: true });

export const responseOf: Readonly<Record<SiloQueryName, unknown>> = {
  Q1: answer({ resident: orNull(object({ ...basics, cases })) }),
  Q2: answer({ residents: connection(object({ ...texts('id name city'), cases })) }),
  Q3: answer({ resident: orNull(object(basics)) }),
  Q4: answer({ residents: connection(object({ ...basics, ...texts('postalCode phone email nationality') })) }),
};

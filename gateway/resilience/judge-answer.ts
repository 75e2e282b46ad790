import { isInterfaceType, isObjectType, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { FetchAnswer, FetchInput, Finding } from '../../schema/subgraph.ts';
import { compileOwnerCheck, type OwnerCheckOptions } from './answer-owners.ts';
import { compileAnswerCheck } from './answer-shape.ts';
import { compileEntityCheck } from './entity-keys.ts';
import { failedAnswer } from '../../schema/failed-answer.ts';

/** What is left of an answer, with errors in place of what was taken away. */
export type Judge = (answer: FetchAnswer, input: FetchInput) => FetchAnswer;

export type JudgeOptions = OwnerCheckOptions & {
  /** Told that a department answered with another's record than it was asked for, or than whoever asks may be given. */
  readonly onOthers: () => void;
};

/**
 * Compiles what is held against each answer of one fetch, whoever gave it: that it has the fetch's shape, that its
 * entities are those that were asked for, that it tells of nobody whose data are not for whoever asks.
 */
export function compileJudge(document: DocumentNode, options: JudgeOptions): Judge {
  const { schema, onOthers } = options;
  const hasShape = compileAnswerCheck(schema, document);
  const isAsked = compileEntityCheck(schema, document);
  const isForCaller = compileOwnerCheck(document, options);
  return (answer, input) => {
    if (!isAnswer(answer) || !hasShape(answer.data))
      return failedAnswer({ path: [], code: 'DEPARTMENT_ANSWER_INVALID' });
    if (!isForCaller(answer, input)) {
      onOthers();
      return failedAnswer({ path: [], code: 'DEPARTMENT_ANSWER_NOT_ASKED' });
    }
    if (answer.errors.some(({ code }) => code === 'DEPARTMENT_ANSWER_NOT_ASKED')) onOthers(); // the port itself saw it
    const entities = answer.data?.['_entities'];
    const wrong: number[] = [];
    if (Array.isArray(entities))
      input.representations.forEach((asked, index) => {
        if (!isAsked(entities[index], asked)) wrong.push(index);
      });
    const findings = answer.findings.filter((each) => isInSchema(each, schema));
    if (!Array.isArray(entities) || wrong.length === 0) return { ...answer, findings };
    onOthers();
    const kept: readonly unknown[] = entities.map((each: unknown, index) => (wrong.includes(index) ? null : each));
    const errors = wrong.map((index) => ({ path: ['_entities', index], code: 'DEPARTMENT_ANSWER_NOT_ASKED' }) as const);
    return { ...answer, findings, data: { ...answer.data, _entities: kept }, errors: [...answer.errors, ...errors] };
  };
}

const isAnswer = ({ data, errors }: FetchAnswer): boolean =>
  (data === null ? errors.length > 0 : typeof data === 'object' && !Array.isArray(data)) && Array.isArray(errors);

/** Findings go to the log: what names no field of the department's could be anything. */
function isInSchema({ type, field }: Finding, schema: GraphQLSchema): boolean {
  const found = schema.getType(type);
  if (!isObjectType(found) && !isInterfaceType(found)) return found !== undefined && field === null;
  return field === null || Object.hasOwn(found.getFields(), field);
}

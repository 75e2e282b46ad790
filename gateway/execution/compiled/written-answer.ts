import type { ResponseError } from '../../../schema/response-error.ts';
import type { EngineAnswer } from '../engine.ts';
import type { FetchLog } from '../fetch-log.ts';

/** An answer that is written; `data` is read from it when somebody first asks for it. */
export function writtenAnswer(json: Buffer, errors: readonly ResponseError[], log: FetchLog): EngineAnswer {
  const { reads, findings, fetches } = log;
  let data: EngineAnswer['data'] | undefined;
  return {
    get data() {
      // Written by the response writer: an object, or null.
      return (data ??= JSON.parse(json.toString()) as EngineAnswer['data']);
    },
    ...{ json, errors, reads, findings, fetches },
  };
}

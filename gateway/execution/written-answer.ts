import type { EngineAnswer } from './engine.ts';

/**
 * An answer that is written; `data` is read from it when somebody first asks for it. A class: V8 keeps a getter of an
 * object literal, and whatever it sees, in a hidden class that each such object has for its own until a full collection.
 */
export class WrittenAnswer implements EngineAnswer {
  readonly json: Buffer;
  readonly errors: EngineAnswer['errors'];
  readonly reads: EngineAnswer['reads'];
  readonly findings: EngineAnswer['findings'];
  readonly fetches: EngineAnswer['fetches'];
  #data: EngineAnswer['data'] | undefined;

  constructor(
    json: Buffer,
    { errors, reads, findings, fetches }: Pick<EngineAnswer, 'errors' | 'reads' | 'findings' | 'fetches'>,
  ) {
    this.json = json;
    this.errors = errors;
    this.reads = reads;
    this.findings = findings;
    this.fetches = fetches;
  }

  get data(): EngineAnswer['data'] {
    // Written by the response writer: an object, or null.
    return (this.#data ??= JSON.parse(this.json.toString()) as EngineAnswer['data']);
  }
}

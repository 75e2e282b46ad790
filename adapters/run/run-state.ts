import { createHmac } from 'node:crypto';
import { OnestopError } from '../../schema/errors.ts';
import type { FetchError, FetchInput, Finding } from '../../schema/subgraph.ts';
import { residentIdForms } from '../codecs/resident-id.ts';
import type { ChildPlan } from '../compile/plan.ts';
import type { BindInput } from '../database/dialect.ts';
import type { Row } from '../database/driver.ts';
import type { SqlValue, Statement } from '../sql/sql.ts';
import type { CursorCodec } from './cursor.ts';

/** What a mapped subgraph runs its fetches with. */
export type RunScope = {
  readonly department: string;
  /** @throws {OnestopError} `DEPARTMENT_*` */
  readonly query: (text: string, values: readonly SqlValue[]) => Promise<readonly Row[]>;
  readonly bind: (statement: Statement, input: BindInput) => readonly SqlValue[];
  readonly cursors: CursorCodec;
  /** Key of the pseudonyms in findings. */
  readonly pseudonymKey: string;
};

/** What a statement is given, beside the caller's own id. */
export type StatementInput = Omit<BindInput, 'own'>;

/** A place in the answer, from the root of the fetch; built backwards, read only when something is wrong. */
export type Path = { readonly above: Path | null; readonly key: string | number };

export const pathOf = (path: Path | null): readonly (string | number)[] =>
  path === null ? [] : [...pathOf(path.above), path.key];

/** Findings kept of one fetch; more say nothing new. */
const maxFindings = 1000;

/** What one run gathers beside its data. */
export class RunState {
  readonly scope: RunScope;
  readonly input: FetchInput;
  readonly errors: FetchError[] = [];
  readonly findings: Finding[] = [];
  readonly subjects = new Set<string>();
  /** Child reads that failed, until the first object that misses them has said where. */
  readonly failures = new Map<ChildPlan, OnestopError | 'told'>();

  constructor(scope: RunScope, input: FetchInput) {
    this.scope = scope;
    this.input = input;
  }

  /** Stored forms of the id of the citizen who asks. */
  #own(): readonly string[] {
    const subject = this.input.request.caller?.subject;
    return subject === undefined ? [] : residentIdForms(subject);
  }

  fail(path: Path | null, error: OnestopError): void {
    this.errors.push({ path: pathOf(path), code: error.code, details: error.details });
  }

  find(finding: Omit<Finding, 'department' | 'key'>, key: string | null): void {
    if (this.findings.length >= maxFindings) return;
    const { department, pseudonymKey } = this.scope;
    const pseudonym = key === null ? null : createHmac('sha256', pseudonymKey).update(key).digest('hex').slice(0, 32);
    this.findings.push({ department, ...finding, key: pseudonym });
  }

  /** Runs one statement, unless nobody waits for it any more. */
  async query(statement: Statement, input: StatementInput): Promise<readonly Row[]> {
    const { request } = this.input;
    if (request.signal.aborted || Date.now() >= request.deadline)
      throw new OnestopError('DEPARTMENT_TIMEOUT', { department: this.scope.department });
    return this.scope.query(statement.text, this.scope.bind(statement, { ...input, own: this.#own() }));
  }
}

/** What was thrown, as an expected failure; anything else is a defect and goes on. */
export function expected(error: unknown): OnestopError {
  if (error instanceof OnestopError) return error;
  throw error;
}

import { createHmac } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { OnestopError } from '../../schema/errors.ts';
import { ownSubjects } from '../../schema/request.ts';
import type { FetchError, FetchInput, Finding } from '../../schema/subgraph.ts';
import { keyCodecs, type KeyCodec } from '../codecs/key-codec.ts';
import type { ChildPlan } from '../compile/plan.ts';
import type { BindInput } from '../database/dialect.ts';
import type { Row } from '../database/driver.ts';
import type { Mapping } from '../mapping/model.ts';
import type { OwnIdentifier, SqlValue, Statement } from '../sql/sql.ts';
import type { Suppression } from '../suppression/told-clients.ts';
import type { CursorCodec } from './cursor.ts';
import type { LookedUp, Lookup, LookupBatches } from './lookup-batches.ts';
import type { ArgumentScope } from './page-arguments.ts';

/** What a mapped subgraph runs its fetches with. */
export type RunScope = {
  readonly department: string;
  /** @throws {OnestopError} `DEPARTMENT_*` */
  readonly query: (text: string, values: readonly SqlValue[]) => Promise<readonly Row[]>;
  readonly lookups: LookupBatches;
  readonly bind: (statement: Statement, input: BindInput) => readonly SqlValue[];
  readonly cursors: CursorCodec;
  readonly mapping: Mapping;
  /** The mapped SDL as a schema, for what arguments hold. */
  readonly schema: GraphQLSchema;
  /** Key of the pseudonyms in findings. */
  readonly pseudonymKey: Buffer;
  /** Statements one fetch may have under way; more would keep other fetches' from a connection. */
  readonly concurrency: number;
  /** Keeps back what would tell of few people. */
  readonly suppress: Suppression;
  /** Is every finding kept, with where it was met? Else as many as a log can use. */
  readonly tellsAllFindings?: boolean;
};

/** 32 hex digits. */
export const keyedDigest = (text: string, key: Buffer): string =>
  createHmac('sha256', key).update(text).digest('hex').slice(0, 32);

/** What stands for a person in findings. */
export const pseudonymOf = (key: string, { pseudonymKey }: Pick<RunScope, 'pseudonymKey'>): string =>
  keyedDigest(key, pseudonymKey);

/** A place in the answer, from the root of the fetch; built backwards, read only when something is wrong. */
export type Path = { readonly above: Path | null; readonly key: string | number };

const pathOf = (path: Path | null): readonly (string | number)[] =>
  path === null ? [] : [...pathOf(path.above), path.key];

/** Findings kept of one fetch; more say nothing new. */
const maxFindings = 1000;

/** Objects one fetch may write: a small question can fan out to more than a process should hold. */
export const maxObjects = 20_000;

/** What one run gathers beside its data. */
export class RunState {
  readonly scope: RunScope;
  readonly input: FetchInput;
  /** What arguments are read with. */
  readonly arguments: ArgumentScope;
  readonly errors: FetchError[] = [];
  readonly findings: Finding[] = [];
  readonly subjects = new Set<string>();
  /** Child reads that failed, until the first object that misses them has said where. */
  readonly failures = new Map<ChildPlan, OnestopError | 'told'>();

  /** Made when the first cursor is. */
  #cursors: WeakMap<object, string[]> | null = null;
  #objects = 0;
  #toldUnidentified = false;
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(scope: RunScope, input: FetchInput) {
    this.scope = scope;
    this.input = input;
    const { cursors, mapping, schema } = scope;
    this.arguments = { variables: input.variables, cursors, mapping, schema };
  }

  /**
   * Stored forms of what identifies the citizen who asks, and those they act for, as far as the columns can hold them.
   * What stands for no telephone, 暂无 or 0, stands so for many: it identifies nobody.
   */
  own(fits: (identifier: OwnIdentifier, text: string) => boolean): Pick<BindInput, 'own' | 'ownPairs'> {
    const { caller } = this.input.request;
    if (caller === null) return nobodys;
    const { PHONE, PERSON_NAME, RESIDENT_ID } = keyCodecs;
    const forms = (identifier: OwnIdentifier, codec: KeyCodec, given: string) =>
      codec.storedForms(codec.read(given)).filter((form) => fits(identifier, form));
    const people = [caller.identifiers ?? {}, ...(caller.wardIdentifiers ?? [])];
    const pairs = people.flatMap(({ telephone, fullName }) => {
      if (telephone === undefined || fullName === undefined || !PHONE.isValid(PHONE.read(telephone))) return [];
      const names = forms('fullName', PERSON_NAME, fullName);
      return forms('telephone', PHONE, telephone).flatMap((number) => names.map((name) => [number, name] as const));
    });
    return {
      own: {
        id: ownSubjects(caller).flatMap((each) => forms('id', RESIDENT_ID, each)),
        telephone: [...new Set(pairs.map(([number]) => number))],
        fullName: [...new Set(pairs.map(([, name]) => name))],
      },
      ownPairs: {
        parts: [pairs.map(([number]) => number), pairs.map(([, name]) => name)],
        ordinals: pairs.map(() => 0),
      },
    };
  }

  /** Rows that are the caller's by telephone and name are left out where nobody could say what these are. */
  tellUnidentified(): void {
    const { unidentified } = this.input.request.caller ?? {};
    if (unidentified === undefined || this.#toldUnidentified) return;
    this.#toldUnidentified = true;
    const { department, code } = unidentified;
    this.errors.push({ path: [], code, department, details: { department } });
  }

  /** Cursors already sealed of a set of rows, by row. */
  cursorsOf(rows: object): string[] {
    this.#cursors ??= new WeakMap();
    const known = this.#cursors.get(rows);
    if (known !== undefined) return known;
    const made: string[] = [];
    this.#cursors.set(rows, made);
    return made;
  }

  /** @throws {OnestopError} `ANSWER_TOO_LARGE` */
  countObject(): void {
    this.#objects += 1;
    if (this.#objects > maxObjects)
      throw new OnestopError('ANSWER_TOO_LARGE', { department: this.scope.department, limit: maxObjects });
  }

  fail(path: Path | null, error: OnestopError): void {
    const { retryAfter } = error.details;
    this.errors.push({ path: pathOf(path), code: error.code, details: error.details, ...(typeof retryAfter === 'number' && { retryAfter }) }); // prettier-ignore
  }

  /**
   * @param at.subject whom the row is about
   * @param at.path of the object the finding was met in
   */
  find(
    finding: Pick<Finding, 'type' | 'field' | 'reason'>,
    at: { readonly subject: string | null; readonly path: Path | null },
  ): void {
    const { department, tellsAllFindings = false } = this.scope;
    if (!tellsAllFindings && this.findings.length >= maxFindings) return;
    const key = at.subject === null ? null : pseudonymOf(at.subject, this.scope);
    this.findings.push({ department, ...finding, key, ...(tellsAllFindings && { path: pathOf(at.path) }) });
  }

  /** Runs one statement, unless nobody waits for it any more. */
  query(statement: Statement, input: BindInput): Promise<readonly Row[]> {
    return this.#inTurn(() => this.scope.query(statement.text, this.scope.bind(statement, input)));
  }

  /** The same of rows by key, together with those that others look up. */
  lookUp(lookup: Lookup): Promise<LookedUp> {
    return this.#inTurn(() => this.scope.lookups.read(lookup, () => this.#isWanted()));
  }

  async #inTurn<T>(ask: () => Promise<T>): Promise<T> {
    while (this.#underWay >= this.scope.concurrency) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#underWay += 1;
    try {
      if (!this.#isWanted()) throw new OnestopError('DEPARTMENT_TIMEOUT', { department: this.scope.department });
      return await ask();
    } finally {
      this.#underWay -= 1;
      this.#waiting.shift()?.();
    }
  }

  #isWanted(): boolean {
    const { request } = this.input;
    return !request.signal.aborted && Date.now() < request.deadline;
  }
}

/** Who did not sign in has no rows of their own. */
const nobodys: Pick<BindInput, 'own' | 'ownPairs'> = {
  own: { id: [], telephone: [], fullName: [] },
  ownPairs: { parts: [[], []], ordinals: [] },
};

/** What was thrown, as an expected failure; anything else is a defect and goes on. */
export function expected(error: unknown): OnestopError {
  if (error instanceof OnestopError) return error;
  throw error;
}

import type { PersonalRead } from '../../schema/personal-read.ts';
import type { FetchAnswer, Finding } from '../../schema/subgraph.ts';
import type { AskedPlace } from './completion-errors.ts';
import type { FetchRecord } from './engine.ts';
import type { ErrorCollector } from './error-collector.ts';

/** What one client request gathers from its fetches. */
export class FetchLog {
  readonly errors: ErrorCollector;
  /** Answers of root fetches, in the order they came; the stock gateway merges everything else into them. */
  readonly roots: Readonly<Record<string, unknown>>[] = [];
  readonly findings: Finding[] = [];
  readonly fetches: FetchRecord[] = [];
  /** By department, what was read of whom. */
  readonly #reads = new Map<string, { readonly fields: Set<string>; readonly subjects: Set<string> }>();
  /** Where each fetch was asked for what. */
  readonly asked: AskedPlace[] = [];

  constructor(errors: ErrorCollector) {
    this.errors = errors;
  }

  record(department: string, answer: FetchAnswer, ms: number): void {
    const { servedFrom, age } = answer;
    for (const finding of answer.findings) this.findings.push(finding);
    const failed = answer.errors.some((error) => error.path.length === 0);
    this.fetches.push({ department, ms, servedFrom, age, failed });
  }

  /** Notes personal data that a department answered with. */
  read(department: string, fields: readonly string[], subjects: Iterable<string>): void {
    const known = this.#reads.get(department) ?? { fields: new Set(), subjects: new Set() };
    for (const field of fields) known.fields.add(field);
    for (const subject of subjects) known.subjects.add(subject);
    this.#reads.set(department, known);
  }

  get reads(): readonly PersonalRead[] {
    return [...this.#reads].map(([department, { fields, subjects }]) => ({ department, fields, subjects }));
  }
}

import type { ObjectPlan } from '../compile/plan.ts';
import type { Row } from '../database/driver.ts';
import type { Page, RowSet } from './load-page.ts';
import type { Path } from './run-state.ts';

/** Which row an object is written from, and where it stands in the answer. */
export type ObjectAt = {
  readonly set: RowSet;
  readonly index: number;
  readonly path: Path | null;
  /** Whom the object that holds this one is about. */
  readonly holder?: string | null;
};

/** An item of a list, and its place. It moves along with the rows: what is to be told of one is told while it is there. */
export class ItemAt implements ObjectAt, Path {
  readonly set: RowSet;
  readonly above: Path;
  index: number;
  readonly #start: number;

  constructor({ of, start }: Page, above: Path) {
    this.set = of.set;
    this.above = above;
    this.index = start;
    this.#start = start;
  }

  get key(): number {
    return this.index - this.#start;
  }

  get path(): Path {
    return this;
  }
}

/** Where the fields of an object are: its row, its place in the answer, and the person it is about. */
export class FieldAt {
  readonly plan: ObjectPlan;
  readonly subject: string | null;
  readonly row: Row;
  readonly #object: ObjectAt;

  constructor(object: ObjectAt, { plan, row, subject }: Pick<FieldAt, 'plan' | 'row' | 'subject'>) {
    this.#object = object;
    this.plan = plan;
    this.row = row;
    this.subject = subject;
  }

  get set(): RowSet {
    return this.#object.set;
  }

  get index(): number {
    return this.#object.index;
  }

  get path(): Path | null {
    return this.#object.path;
  }
}

/** What a field makes of the same row, one step further down, and its place. */
export class BelowAt implements ObjectAt, Path {
  readonly set: RowSet;
  readonly index: number;
  readonly above: Path | null;
  readonly key: string;

  constructor({ set, index, path }: FieldAt, key: string) {
    this.set = set;
    this.index = index;
    this.above = path;
    this.key = key;
  }

  get path(): Path {
    return this;
  }
}

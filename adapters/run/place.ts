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

/** An item of a list. It moves along with the rows: a path is made only where something is to be told of one. */
export class ItemAt implements ObjectAt {
  readonly set: RowSet;
  index: number;
  readonly #above: Path;
  readonly #start: number;

  constructor({ of, start }: Page, above: Path) {
    this.set = of.set;
    this.index = start;
    this.#above = above;
    this.#start = start;
  }

  get path(): Path {
    return { above: this.#above, key: this.index - this.#start };
  }
}

/** Where the fields of an object are: its row, its place in the answer, and the person it is about. */
export class FieldAt {
  readonly plan: ObjectPlan;
  readonly subject: string | null;
  readonly #object: ObjectAt;

  constructor(object: ObjectAt, plan: ObjectPlan, subject: string | null) {
    this.#object = object;
    this.plan = plan;
    this.subject = subject;
  }

  get set(): RowSet {
    return this.#object.set;
  }

  get index(): number {
    return this.#object.index;
  }

  get row(): Row {
    return this.set.rows[this.index] ?? [];
  }

  get path(): Path | null {
    return this.#object.path;
  }
}

/** What a field makes of the same row, one step further down. */
export const below = ({ set, index, path }: FieldAt, key: string): ObjectAt & { readonly path: Path } => ({
  set,
  index,
  path: { above: path, key },
});

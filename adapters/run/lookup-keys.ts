import type { PagePlan } from '../compile/plan.ts';
import type { KeyColumns } from '../database/dialect.ts';

/** One key to look up: the stored forms of each matched column. */
export type KeyForms = readonly (readonly string[])[];

/** Keys that are looked up together, by ordinal: every combination of stored forms that the columns can hold at all. */
export class LookupKeys implements KeyColumns {
  readonly parts: readonly string[][];
  readonly ordinals: number[] = [];
  /** Those without any form that fits are counted as well. */
  count = 0;
  readonly #fits: PagePlan['fits'];

  constructor({ fits }: Pick<PagePlan, 'fits'>) {
    this.#fits = fits;
    this.parts = fits.map(() => []);
  }

  /** @returns its ordinal */
  add(forms: KeyForms): number {
    const [only, ...others] = forms;
    if (others.length === 0) return this.#addSole(only ?? []);
    this.#combine(forms, []);
    return this.count++;
  }

  /** The same of a key of one column. */
  #addSole(forms: readonly string[]): number {
    const [fits, column] = [this.#fits[0], this.parts[0]];
    for (let index = 0; index < forms.length; index += 1) {
      const form = forms[index] ?? '';
      if (fits?.(form) === false) continue;
      column?.push(form);
      this.ordinals.push(this.count);
    }
    return this.count++;
  }

  /** Of each key, by ordinal. */
  forms(): readonly (readonly string[][])[] {
    const all = Array.from({ length: this.count }, (): string[][] => []);
    this.ordinals.forEach((ordinal, at) => all[ordinal]?.push(this.parts.map((column) => column[at] ?? '')));
    return all;
  }

  #combine(forms: KeyForms, before: readonly string[]): void {
    for (const form of forms[before.length] ?? []) {
      if (this.#fits[before.length]?.(form) === false) continue;
      const parts = [...before, form];
      if (parts.length < forms.length) {
        this.#combine(forms, parts);
        continue;
      }
      this.parts.forEach((column, index) => column.push(parts[index] ?? ''));
      this.ordinals.push(this.count);
    }
  }
}

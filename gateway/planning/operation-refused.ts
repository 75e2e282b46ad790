import { statusOf, type ResponseError } from '../../schema/response-error.ts';

/** The client's document or variables can't be run. Thrown before anything is asked; every error has a code. */
export class OperationRefused extends Error {
  override readonly name = 'OperationRefused';
  readonly errors: readonly ResponseError[];

  constructor(errors: readonly ResponseError[]) {
    super(errors[0]?.message ?? 'refused');
    this.errors = errors;
  }

  get status(): number {
    return statusOf(this.errors);
  }
}

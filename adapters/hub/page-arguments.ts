import { OnestopError } from '../../schema/errors.ts';

export type PageArguments = { readonly first?: number | null; readonly after?: string | null };

const usual = 20;

/** @throws {OnestopError} `LIST_LIMIT_EXCEEDED` */
export function readFirst({ first }: PageArguments, max: number): number {
  const asked = first ?? usual;
  if (asked < 0 || asked > max) throw new OnestopError('LIST_LIMIT_EXCEEDED', { max, first: asked });
  return asked;
}

import type { ErrorCode } from '../../schema/errors.ts';
import { responseError, type ResponseError, type ResponsePath } from '../../schema/response-error.ts';
import type { FetchError } from '../../schema/subgraph.ts';
import { pathKey } from './response-paths.ts';

/** Which fetch failed, and where its answer belonged. */
export type FetchPlace = {
  readonly department: string;
  /** In the client's response; `@` stands for every item of a list. Empty for a root fetch. */
  readonly path: ResponsePath;
  /** Response keys at the top of the fetch. */
  readonly fields: readonly string[];
  /** Null for a root fetch; else where each of its entities belongs, itself null where that can't be told. */
  readonly positions: (() => readonly ResponsePath[] | null) | null;
};

/** Errors of one department with one code that are told one by one; what is beyond says nothing new. */
const maxErrorsPerCode = 100;

type Failure = { readonly path: ResponsePath; readonly paths: readonly ResponsePath[] };
type WholeFailure = Failure &
  Pick<FetchError, 'code' | 'details'> & { retryAfter: number | undefined; department: string };

/**
 * Turns the ports' errors into the client's, by the written contract: where whole fetches fail, or a
 * department is out of reach, one error for each department and code, however many fetches, entities
 * and statements were hit; `path` is the first field that is missing, `paths` names all of them, with
 * `@` for "every item of this list". Another failure within a fetch keeps its own path, positions in
 * lists included; where a position can't be told the path ends before the list's items.
 */
export class ErrorCollector {
  readonly #asked: () => ReadonlySet<string>;
  readonly #whole = new Map<string, WholeFailure>();
  readonly #single: ResponseError[] = [];
  readonly #counts = new Map<string, number>();

  /** @param asked places of the client's operation; asked for only when something fails */
  constructor(asked: () => ReadonlySet<string>) {
    this.#asked = asked;
  }

  add(place: FetchPlace, errors: readonly FetchError[]): void {
    for (const error of errors) {
      if (isWhole(place, error))
        this.#addWhole(place, error, this.#missing(place, place.positions?.()?.[0] ?? beforeItems(place.path)));
      else if (outages.has(error.code)) this.#addWhole(place, error, this.#outageAt(place, error));
      else this.#addSingle(place, error);
    }
  }

  /** In the order of the client's operation, whichever department answered first. */
  list(): readonly ResponseError[] {
    const errors = [...[...this.#whole.values()].map((failure) => render(failure, failure)), ...this.#single];
    if (errors.length < 2) return errors;
    const order = new Map([...this.#asked()].map((key, index) => [key, index]));
    const placeOf = ({ path = [] }: ResponseError): number => order.get(pathKey(path)) ?? -1;
    return errors.sort((a, b) => placeOf(a) - placeOf(b));
  }

  #addWhole(place: FetchPlace, error: FetchError, { path, paths }: Failure): void {
    const department = departmentOf(place, error);
    const key = `${department} ${error.code}`;
    const known = this.#whole.get(key);
    const retryAfter = Math.max(known?.retryAfter ?? 0, error.retryAfter ?? 0);
    this.#whole.set(key, {
      ...error,
      department,
      path: known?.path ?? path,
      paths: distinct([...(known?.paths ?? []), ...paths]),
      retryAfter: retryAfter === 0 ? undefined : retryAfter,
    });
  }

  #addSingle(place: FetchPlace, error: FetchError): void {
    const department = departmentOf(place, error);
    const key = `${department} ${error.code}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count <= maxErrorsPerCode)
      this.#single.push(render({ ...error, department, ...this.#failureAt(place, error.path) }, error));
  }

  #failureAt(place: FetchPlace, path: ResponsePath): Failure {
    if (place.positions === null) {
      const at = this.#upToUnasked([...beforeItems(place.path), ...path]);
      return at.length === 0 ? this.#missing(place, at) : { path: at, paths: [] };
    }
    const [, index, ...rest] = path;
    const position = typeof index === 'number' ? place.positions()?.[index] : undefined;
    if (rest.length === 0) return this.#missing(place, position ?? beforeItems(place.path));
    if (position === undefined) return { path: beforeItems(place.path), paths: [] };
    return { path: this.#upToUnasked([...position, ...rest]), paths: [] };
  }

  /**
   * A key the planner added for itself is no place in the client's response, and one that a department
   * made up could be anything.
   */
  #upToUnasked(path: ResponsePath): ResponsePath {
    const asked = this.#asked();
    const isUnasked = (step: string | number, index: number): boolean =>
      typeof step === 'string' && step !== '@' && !asked.has(pathKey(path.slice(0, index + 1)));
    const end = path.findIndex(isUnasked);
    return end === -1 ? path : path.slice(0, end);
  }

  /** The first place is worked out once: a department that is out of reach says so for every row. */
  #outageAt(place: FetchPlace, error: FetchError): Failure {
    const { path, code } = error;
    const below = place.positions === null ? path : path.slice(2);
    const general = [...place.path, ...below.map((step) => (typeof step === 'number' ? '@' : step))];
    const known = this.#whole.get(`${departmentOf(place, error)} ${code}`);
    const at = this.#upToUnasked(general);
    return { path: known?.path ?? this.#failureAt(place, path).path, paths: at.length === 0 ? [] : [at] };
  }

  /** The fields of the fetch that the client asked for, at one place and in general. */
  #missing(place: FetchPlace, at: ResponsePath): Failure {
    const missing = place.fields.filter((field) => this.#asked().has(pathKey([...place.path, field])));
    const [first] = missing;
    if (first === undefined || endsBeforeItems(place, at))
      return { path: at, paths: missing.map((field) => [...place.path, field]) };
    return { path: [...at, first], paths: missing.map((field) => [...place.path, field]) };
  }
}

/** A system of the graph's own may tell of the department it asked. */
const departmentOf = (place: FetchPlace, error: FetchError): string => error.department ?? place.department;

/** What is the whole department's trouble, wherever in a fetch it shows. */
const outages: ReadonlySet<ErrorCode> = new Set(['DEPARTMENT_UNAVAILABLE', 'DEPARTMENT_TIMEOUT', 'DEPARTMENT_BUSY']);

const isWhole = (place: FetchPlace, { path }: FetchError): boolean =>
  path.length === 0 || (place.positions !== null && path.length === 1);

/** Is `at` the list itself, because the position of its items can't be told? */
const endsBeforeItems = (place: FetchPlace, at: ResponsePath): boolean =>
  place.path.includes('@') && at.length < place.path.length;

/** The path up to the first list. */
function beforeItems(path: ResponsePath): ResponsePath {
  const list = path.indexOf('@');
  return list === -1 ? path : path.slice(0, list);
}

const distinct = (paths: readonly ResponsePath[]): readonly ResponsePath[] => [
  ...new Map(paths.map((path) => [path.join('/'), path])).values(),
];

type Rendered = Failure & { readonly department: string; readonly code: ErrorCode };

function render(
  failure: Rendered,
  { details, retryAfter }: Partial<Pick<FetchError, 'details'>> & { readonly retryAfter?: number | undefined },
): ResponseError {
  const { department, code, path, paths } = failure;
  const extensions = {
    department,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(paths.length > 1 || paths[0]?.includes('@') === true ? { paths } : {}),
  };
  return responseError(code, { ...details, department }, path.length === 0 ? { extensions } : { path, extensions });
}

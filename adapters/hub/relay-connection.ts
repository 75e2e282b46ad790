/** A Relay connection whose parts are read when they are asked for: rows once, their number apart. */
export type ConnectionSource<T> = {
  readonly first: number;
  readonly hasPreviousPage: boolean;
  /** At most `first` rows and one more, which says that there is more. */
  readonly rows: () => Promise<readonly T[]>;
  readonly total: () => Promise<number>;
  readonly cursorOf: (row: T) => string;
};

/** Resolved by graphql's default, which calls what is a function. */
export function connection<T>({ first, hasPreviousPage, rows, total, cursorOf }: ConnectionSource<T>) {
  let asked: Promise<readonly T[]> | undefined;
  const all = () => (asked ??= rows());
  const page = async () => (await all()).slice(0, first);
  return {
    nodes: page,
    edges: async () => (await page()).map((node) => ({ node, cursor: () => cursorOf(node) })),
    pageInfo: async () => {
      const given = await page();
      const [start, end] = [given[0], given.at(-1)];
      return {
        hasNextPage: (await all()).length > first,
        hasPreviousPage,
        startCursor: start === undefined ? null : cursorOf(start),
        endCursor: end === undefined ? null : cursorOf(end),
      };
    },
    totalCount: total,
  };
}

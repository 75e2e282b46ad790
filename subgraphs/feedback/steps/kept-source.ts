const keptMs = 10 * 60 * 1000;
const patienceMs = 2_000;

/**
 * What a department keeps and seldom changes. No step is refused because it can't be had: the last one known counts,
 * and before there was any, `initially`.
 */
export function keptSource<T>(options: {
  readonly what: string;
  readonly initially: T;
  readonly load: () => Promise<T>;
  readonly onFailure: (error: unknown) => void;
}): () => Promise<T> {
  let known = options.initially;
  let loadedAt = -Infinity;
  return async () => {
    if (performance.now() - loadedAt < keptMs) return known;
    try {
      known = await inTime(options.load(), options.what);
      loadedAt = performance.now();
    } catch (error) {
      options.onFailure(error);
    }
    return known;
  };
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what} did not come in time`));
    }, patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

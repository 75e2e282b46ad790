import { createWorkingCalendar, type WorkingCalendar } from '../../../schema/working-days.ts';

const keptMs = 10 * 60 * 1000;
const patienceMs = 2_000;

/**
 * The working calendar, from whoever keeps it. A promise is never refused because the calendar can't be had: the
 * last one known counts, and before there was any, Monday to Friday.
 */
export function calendarSource(options: {
  readonly load: () => Promise<WorkingCalendar>;
  readonly onFailure: (error: unknown) => void;
}): () => Promise<WorkingCalendar> {
  let known = createWorkingCalendar([]);
  let loadedAt = -Infinity;
  return async () => {
    if (performance.now() - loadedAt < keptMs) return known;
    try {
      known = await inTime(options.load());
      loadedAt = performance.now();
    } catch (error) {
      options.onFailure(error);
    }
    return known;
  };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('the working calendar did not come in time'));
    }, patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { useEffect, useState } from 'react';
import { loadDepartments, type Department } from './load-departments.ts';

/** Milliseconds between an answer and the next question. */
const refreshMs = 2_500;

export type Watched = {
  /** As the graph last said; null before it said anything. */
  readonly departments: readonly Department[] | null;
  /** When that was, in milliseconds since the epoch. */
  readonly at: number;
  /** Did the last question fail? Then what is shown is older. */
  readonly failed: boolean;
};

/** The departments, asked for again every few seconds as long as the page can be seen. */
export function useDepartments(): Watched {
  const [watched, setWatched] = useState<Watched>({ departments: null, at: 0, failed: false });
  useEffect(() => {
    let timer: number | undefined;
    let isOver = false;
    const look = async (): Promise<void> => {
      const departments = document.hidden ? undefined : await loadDepartments();
      if (isOver) return;
      if (departments === null) setWatched((last) => ({ ...last, failed: true }));
      else if (departments !== undefined) setWatched({ departments, at: Date.now(), failed: false });
      timer = window.setTimeout(() => void look(), refreshMs);
    };
    void look();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, []);
  return watched;
}
